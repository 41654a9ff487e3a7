package io.godwit.planner.scan.filter;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;

/** Keys of {@link LongKeys} within {@code [min, max]}, or outside it. */
record LongRangeKernel(long min, long max, boolean outside) implements Kernel {
    @Override
    public int cost() {
        return 1;
    }

    @Override
    public int select(FieldVector vector, int[] rows, int count, int[] selected) {
        LongKeys keys = LongKeys.of(vector);
        int present = new NullKernel(false).select(vector, rows, count, selected);
        long data = vector.getDataBuffer().memoryAddress();
        return switch (keys) {
            case INT32 -> selectInts(data, selected, present);
            case INT64 -> selectLongs(data, 3, selected, present);
            case DECIMAL -> selectLongs(data, 4, selected, present);
            case DOUBLE -> selectDoubles(data, selected, present);
            case BIT, FLOAT -> selectKeys(keys, data, selected, present);
        };
    }

    // One loop per width: the key is then read without a call, and the branch-free body is unrolled.

    private int selectInts(long data, int[] rows, int count) {
        int passed = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            rows[passed] = row;
            passed += passes(MemoryUtil.getInt(data + (long) row * Integer.BYTES)) ? 1 : 0;
        }
        return passed;
    }

    /** @param shift of a row to where its bytes begin */
    private int selectLongs(long data, int shift, int[] rows, int count) {
        int passed = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            rows[passed] = row;
            passed += passes(MemoryUtil.getLong(data + ((long) row << shift))) ? 1 : 0;
        }
        return passed;
    }

    private int selectDoubles(long data, int[] rows, int count) {
        int passed = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            rows[passed] = row;
            passed += passes(LongKeys.DOUBLE.key(data, row)) ? 1 : 0;
        }
        return passed;
    }

    private int selectKeys(LongKeys keys, long data, int[] rows, int count) {
        int passed = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            rows[passed] = row;
            passed += passes(keys.key(data, row)) ? 1 : 0;
        }
        return passed;
    }

    @SuppressWarnings("ShortCircuitBoolean") // without a branch
    private boolean passes(long key) {
        return (key >= min & key <= max) != outside;
    }
}

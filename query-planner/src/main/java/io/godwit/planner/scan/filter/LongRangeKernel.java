package io.godwit.planner.scan.filter;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;

/**
 * Keys of {@link LongKeys} within {@code [min, max]}, or outside it.
 *
 * <p>Whether a key passes is computed from signs and borrows: of a comparison the compiler makes a branch, which data nobody
 * can foretell makes four times as dear.
 */
record LongRangeKernel(long min, long max, boolean outside) implements Kernel {
    /** Beyond all keys of 32 bits and of decimals, so near that their difference is a long. */
    private static final long FAR = 1L << 62;

    @Override
    public int cost() {
        return 1;
    }

    /** The keys that pass both, neither of which takes what is outside. */
    static LongRangeKernel both(LongRangeKernel one, LongRangeKernel other) {
        long least = Math.max(one.min, other.min);
        long greatest = Math.min(one.max, other.max);
        return least <= greatest ? new LongRangeKernel(least, greatest, false) : nothing();
    }

    static LongRangeKernel nothing() {
        return new LongRangeKernel(Long.MIN_VALUE, Long.MAX_VALUE, true);
    }

    @Override
    public int select(FieldVector vector, int[] rows, int count, int[] selected) {
        LongKeys keys = LongKeys.of(vector);
        int present = new NullKernel(false).select(vector, rows, count, selected);
        long data = vector.getDataBuffer().memoryAddress();
        return switch (keys) {
            case INT32 -> selectInts(data, selected, present);
            case INT64 -> selectLongs(data, selected, present);
            case DECIMAL -> selectDecimals(data, selected, present);
            case DOUBLE -> selectDoubles(data, selected, present);
            case BIT, FLOAT -> selectKeys(keys, data, selected, present);
        };
    }

    // One loop per width: the key is then read without a call, and the branch-free body is unrolled.

    private int selectInts(long data, int[] rows, int count) {
        long least = near(min);
        long greatest = near(max);
        int wanted = wanted();
        int passed = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            rows[passed] = row;
            long key = MemoryUtil.getInt(data + (long) row * Integer.BYTES);
            passed += isOutsideNear(key, least, greatest) ^ wanted;
        }
        return passed;
    }

    private int selectDecimals(long data, int[] rows, int count) {
        long least = near(min);
        long greatest = near(max);
        int wanted = wanted();
        int passed = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            rows[passed] = row;
            long key = MemoryUtil.getLong(data + (long) row * DecimalVector.TYPE_WIDTH);
            passed += isOutsideNear(key, least, greatest) ^ wanted;
        }
        return passed;
    }

    private int selectLongs(long data, int[] rows, int count) {
        int wanted = wanted();
        int passed = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            rows[passed] = row;
            passed += isOutside(MemoryUtil.getLong(data + (long) row * Long.BYTES)) ^ wanted;
        }
        return passed;
    }

    private int selectDoubles(long data, int[] rows, int count) {
        int wanted = wanted();
        int passed = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            rows[passed] = row;
            passed += isOutside(LongKeys.DOUBLE.key(data, row)) ^ wanted;
        }
        return passed;
    }

    private int selectKeys(LongKeys keys, long data, int[] rows, int count) {
        int wanted = wanted();
        int passed = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            rows[passed] = row;
            passed += isOutside(keys.key(data, row)) ^ wanted;
        }
        return passed;
    }

    /** What makes 1 of the {@code isOutside} of a row that passes. */
    private int wanted() {
        return outside ? 0 : 1;
    }

    private static long near(long bound) {
        return Math.max(-FAR, Math.min(bound, FAR));
    }

    /** 1 or 0; no difference of the three overflows. */
    private static int isOutsideNear(long key, long least, long greatest) {
        return (int) ((key - least | greatest - key) >>> 63);
    }

    /** 1 or 0: whether {@code max - min} less {@code key - min}, both without a sign, borrows. */
    private int isOutside(long key) {
        long width = max - min;
        long above = key - min;
        return (int) ((~width & above | ~(width ^ above) & (width - above)) >>> 63);
    }
}

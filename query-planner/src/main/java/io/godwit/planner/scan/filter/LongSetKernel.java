package io.godwit.planner.scan.filter;

import org.apache.arrow.vector.FieldVector;

/** Keys of {@link LongKeys} among some, or not among them. */
final class LongSetKernel implements Kernel {
    private final LongTable table;
    private final boolean outside;

    LongSetKernel(long[] keys, boolean outside) {
        this.table = new LongTable(keys);
        this.outside = outside;
    }

    @Override
    public int select(FieldVector vector, int[] rows, int count, int[] selected) {
        LongKeys keys = LongKeys.of(vector);
        int present = new NullKernel(false).select(vector, rows, count, selected);
        long data = vector.getDataBuffer().memoryAddress();
        int passed = 0;
        for (int i = 0; i < present; i++) {
            int row = selected[i];
            selected[passed] = row;
            passed += table.contains(keys.key(data, row)) != outside ? 1 : 0;
        }
        return passed;
    }
}

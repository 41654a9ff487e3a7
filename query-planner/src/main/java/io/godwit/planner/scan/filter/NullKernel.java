package io.godwit.planner.scan.filter;

import org.apache.arrow.vector.FieldVector;

/** {@code IS NULL} and {@code IS NOT NULL}. */
record NullKernel(boolean wantsNull) implements Kernel {
    @Override
    public int select(FieldVector vector, int[] rows, int count, int[] selected) {
        int passed = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            selected[passed] = row;
            passed += vector.isNull(row) == wantsNull ? 1 : 0;
        }
        return passed;
    }
}

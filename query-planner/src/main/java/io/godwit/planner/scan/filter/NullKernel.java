package io.godwit.planner.scan.filter;

import org.apache.arrow.vector.FieldVector;

/** {@code IS NULL} and {@code IS NOT NULL}. */
record NullKernel(boolean wantsNull) implements Kernel {
    @Override
    public int select(FieldVector vector, int[] rows, int count, int[] selected) {
        int nulls = vector.getNullCount();
        if (nulls == 0 || nulls == vector.getValueCount()) {
            return wantsNull == (nulls > 0) ? all(rows, count, selected) : 0;
        }
        long validity = vector.getValidityBuffer().memoryAddress();
        int flip = wantsNull ? 1 : 0;
        int passed = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            selected[passed] = row;
            passed += Kernel.bit(validity, row) ^ flip;
        }
        return passed;
    }

    private static int all(int[] rows, int count, int[] selected) {
        if (rows != selected) {
            System.arraycopy(rows, 0, selected, 0, count);
        }
        return count;
    }
}

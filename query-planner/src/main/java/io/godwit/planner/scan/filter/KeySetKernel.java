package io.godwit.planner.scan.filter;

import org.apache.arrow.vector.FieldVector;

/** Values that are among the keys of a set. */
record KeySetKernel(KeySet keys) implements Kernel {
    @Override
    public int select(FieldVector vector, int[] rows, int count, int[] selected) {
        return keys.select(vector, rows, count, selected);
    }
}

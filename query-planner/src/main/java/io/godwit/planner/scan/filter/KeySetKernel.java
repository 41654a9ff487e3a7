package io.godwit.planner.scan.filter;

import org.apache.arrow.vector.FieldVector;

/** Values that are among the keys of a set, perhaps null, too. */
record KeySetKernel(KeySet keys, boolean nullsPass) implements Kernel {
    @Override
    public int select(FieldVector vector, int[] rows, int count, int[] selected) {
        return nullsPass
                ? keys.selectWithNulls(vector, rows, count, selected)
                : keys.select(vector, rows, count, selected);
    }
}

package io.godwit.planner.digest;

import org.apache.arrow.vector.FieldVector;

/** A column of nulls alone. */
record NullCells(Digest key) implements CellHasher {
    @Override
    public void hash(FieldVector vector, int start, int count, HashColumn cells) {
        cells.fill(count, key);
    }
}

package io.godwit.planner.digest;

import org.apache.arrow.vector.FieldVector;

/**
 * Hashes the cells of one column. Implementations are kernels: a loop per physical layout, no allocation in it, called
 * with a few hundred rows at a time so that the hashes stay in the first-level cache.
 */
interface CellHasher {
    /** Writes the hashes of rows {@code start} to {@code start + count} to the first {@code count} elements of {@code cells}. */
    void hash(FieldVector vector, int start, int count, HashColumn cells);
}

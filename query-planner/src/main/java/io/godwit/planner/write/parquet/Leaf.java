package io.godwit.planner.write.parquet;

import org.apache.arrow.vector.VectorSchemaRoot;

/** Where the values of one Parquet column stand in a batch. One for each column that is being written; keeps a cursor. */
interface Leaf {
    /** Moves to a batch, which is not looked at again once the next one is entered. */
    void enter(VectorSchemaRoot batch);

    /**
     * Adds rows from {@code from} on to a page, as long as about {@code bytes} are enough; returns how many, one at least.
     *
     * @param to the last row to take, exclusive; greater than {@code from}
     */
    int take(int from, int to, int bytes, Page page);
}

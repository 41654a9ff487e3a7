package io.godwit.pitjoin;

import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Batches of numbers that are never null, written through their data buffers. */
final class NumberBatches {
    private NumberBatches() {}

    /** Makes room for so many rows in columns of fixed width. */
    static void allocate(VectorSchemaRoot batch, int rows) {
        for (FieldVector vector : batch.getFieldVectors()) {
            ((BaseFixedWidthVector) vector).allocateNew(rows);
        }
    }

    /** Says how many rows have been written. */
    static void setCount(VectorSchemaRoot batch, int rows) {
        for (FieldVector vector : batch.getFieldVectors()) {
            vector.getValidityBuffer().setOne(0, vector.getValidityBuffer().capacity());
        }
        batch.setRowCount(rows);
    }
}

package io.godwit.pitjoin.row;

import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Batches of numbers that are never null, written through their data buffers. */
public final class NumberBatches {
    private NumberBatches() {}

    /** Makes room for so many rows in columns of fixed width. */
    public static void allocate(VectorSchemaRoot batch, int rows) {
        for (FieldVector vector : batch.getFieldVectors()) {
            ((BaseFixedWidthVector) vector).allocateNew(rows);
        }
    }

    /** Says how many rows have been written. */
    public static void setCount(VectorSchemaRoot batch, int rows) {
        for (FieldVector vector : batch.getFieldVectors()) {
            vector.getValidityBuffer().setOne(0, vector.getValidityBuffer().capacity());
        }
        batch.setRowCount(rows);
    }
}

package io.godwit.pitjoin.batch;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;

/** Further references to a vector's memory. */
public final class VectorSlices {
    private VectorSlices() {}

    /** {@code count} rows from {@code from} on, which the caller closes beside the vector itself. */
    public static FieldVector slice(FieldVector vector, int from, int count, BufferAllocator allocator) {
        return slice(vector, from, count, vector.getField(), allocator);
    }

    /** {@code count} rows of all columns from {@code from} on; both batches are closed by the caller. */
    public static VectorSchemaRoot slice(VectorSchemaRoot batch, int from, int count) {
        return NewBatch.of(batch.getSchema(), count, vectors -> {
            for (FieldVector vector : batch.getFieldVectors()) {
                vectors.add(slice(vector, from, count, vector.getAllocator()));
            }
        });
    }

    /**
     * {@code count} rows from {@code from} on, which the caller closes beside the vector itself. What cannot be shared, such
     * as the offsets of a piece, is allocated; where that fails, nothing is held.
     *
     * @param field the slice's own, of the vector's type
     */
    public static FieldVector slice(FieldVector vector, int from, int count, Field field, BufferAllocator allocator) {
        // Not getTransferPair, which forgets the names of what is inside a list.
        FieldVector slice = field.createVector(allocator);
        try {
            vector.makeTransferPair(slice).splitAndTransfer(from, count);
            return slice;
        } catch (RuntimeException | Error e) {
            slice.close();
            throw e;
        }
    }
}

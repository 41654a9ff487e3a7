package io.godwit.planner.scan.parquet;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;

/** Further references to a vector's memory. */
final class VectorSlices {
    private VectorSlices() {}

    /** {@code count} rows from {@code from} on, which the caller closes beside the vector itself. */
    static FieldVector slice(FieldVector vector, int from, int count, BufferAllocator allocator) {
        Field field = vector.getField();
        // Not getTransferPair, which forgets the names of what is inside a list.
        FieldVector slice = field.createVector(allocator);
        try {
            vector.makeTransferPair(slice).splitAndTransfer(from, count);
            return slice;
        } catch (RuntimeException e) {
            slice.close();
            throw e;
        }
    }
}

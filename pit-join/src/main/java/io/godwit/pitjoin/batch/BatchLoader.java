package io.godwit.pitjoin.batch;

import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/** Arrow's loader, which hides whatever it failed of. */
public final class BatchLoader {
    private BatchLoader() {}

    /**
     * Has {@code batch} share the buffers of {@code message}.
     *
     * @throws OutOfMemoryException when memory does not suffice for what the message leaves out
     * @throws IllegalArgumentException when the message is not one of the batch's schema
     */
    public static void load(ArrowRecordBatch message, VectorSchemaRoot batch) {
        try {
            new VectorLoader(batch).load(message);
        } catch (IllegalArgumentException e) {
            throw e.getCause() instanceof OutOfMemoryException cause ? cause : e;
        }
    }
}

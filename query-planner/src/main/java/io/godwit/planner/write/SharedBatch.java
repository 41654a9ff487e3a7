package io.godwit.planner.write;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** A batch that several columns still have to be read from; the last one closes it. */
final class SharedBatch {
    private final VectorSchemaRoot batch;
    private final long bytes;
    private final AtomicInteger readers;

    SharedBatch(VectorSchemaRoot batch, int readers) {
        this.batch = batch;
        this.bytes = bytes(batch);
        this.readers = new AtomicInteger(readers);
    }

    VectorSchemaRoot batch() {
        return batch;
    }

    long bytes() {
        return bytes;
    }

    /** Says that one of the readers has read it, or will not. Returns whether it was the last one. */
    boolean release() {
        boolean last = readers.decrementAndGet() == 0;
        if (last) {
            batch.close();
        }
        return last;
    }

    static long bytes(VectorSchemaRoot batch) {
        long bytes = 0;
        for (FieldVector vector : batch.getFieldVectors()) {
            bytes += vector.getBufferSize();
        }
        return bytes;
    }
}

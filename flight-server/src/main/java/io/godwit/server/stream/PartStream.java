package io.godwit.server.stream;

import io.godwit.pitjoin.batch.BatchStream;
import java.util.function.IntConsumer;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The next stretch of a stream, of about a number of bytes. Closing it leaves the stream open, whose owner closes that. */
public final class PartStream implements BatchStream {
    private final BatchStream input;
    private final long targetBytes;
    private final IntConsumer rowCounter;
    private long bytes;
    private boolean ended;

    /** @param rowCounter told the rows of every batch */
    public PartStream(BatchStream input, long targetBytes, IntConsumer rowCounter) {
        this.input = input;
        this.targetBytes = targetBytes;
        this.rowCounter = rowCounter;
    }

    /** The stretch after this one, which was read to its end. */
    public PartStream following(long nextBytes) {
        PartStream next = new PartStream(input, nextBytes, rowCounter);
        next.ended = ended;
        return next;
    }

    /** Whether the stream may go on. */
    public boolean hasMore() {
        return !ended;
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        if (ended || bytes >= targetBytes) {
            return null;
        }
        VectorSchemaRoot batch = input.next();
        if (batch == null) {
            ended = true;
            return null;
        }
        rowCounter.accept(batch.getRowCount());
        for (FieldVector vector : batch.getFieldVectors()) {
            bytes += vector.getBufferSize();
        }
        return batch;
    }

    @Override
    public void close() {}
}

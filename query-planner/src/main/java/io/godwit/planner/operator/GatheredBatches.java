package io.godwit.planner.operator;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.NewBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.VectorBatchAppender;
import org.jspecify.annotations.Nullable;

/**
 * Puts small batches of a stream, as selective filters leave them, together, and leaves out empty ones. A batch of a few rows
 * costs whoever takes it as much as one of a thousand: a client a message, the engine calls into this JVM for which its
 * threads are attached anew.
 *
 * <p>Up to twice as many batches become one each time: who stops early has not caused much reading.
 */
public final class GatheredBatches implements BatchStream {
    private static final long SMALL_BYTES = 256 << 10;
    private static final int MOST_BATCHES = 64;

    private final BatchStream stream;
    private final BufferAllocator allocator;
    private final Cancellation cancellation;
    private final Deque<VectorSchemaRoot> small = new ArrayDeque<>();
    private @Nullable VectorSchemaRoot large;
    private int most = 1;
    private boolean ended;

    /** @param stream closed with this one */
    public GatheredBatches(BatchStream stream, BufferAllocator allocator, Cancellation cancellation) {
        this.stream = stream;
        this.allocator = allocator;
        this.cancellation = cancellation;
    }

    @Override
    public Schema schema() {
        return stream.schema();
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        if (large == null) {
            read();
            most = Math.min(2 * most, MOST_BATCHES);
        }
        VectorSchemaRoot gathered = gathered();
        if (gathered == null) {
            gathered = large;
            large = null;
        }
        return gathered;
    }

    /** Takes small batches until they are enough, or one comes that is not small. */
    private void read() {
        long bytes = 0;
        while (!ended && large == null && small.size() < most && bytes < SMALL_BYTES) {
            cancellation.check();
            VectorSchemaRoot batch = stream.next();
            if (batch == null) {
                ended = true;
            } else if (batch.getRowCount() == 0) {
                batch.close();
            } else if (bytesOf(batch) >= SMALL_BYTES || batch.getFieldVectors().isEmpty()) {
                large = batch;
            } else {
                small.add(batch);
                bytes += bytesOf(batch);
            }
        }
    }

    private static long bytesOf(VectorSchemaRoot batch) {
        return batch.getFieldVectors().stream()
                .mapToLong(FieldVector::getBufferSize)
                .sum();
    }

    private @Nullable VectorSchemaRoot gathered() {
        if (small.size() <= 1) {
            return small.poll();
        }
        int rows = small.stream().mapToInt(VectorSchemaRoot::getRowCount).sum();
        VectorSchemaRoot gathered = NewBatch.of(schema(), rows, columns -> {
            for (Field field : schema().getFields()) {
                int column = columns.size();
                FieldVector joined = field.createVector(allocator);
                columns.add(joined);
                joined.setInitialCapacity(rows);
                joined.allocateNew();
                VectorBatchAppender.batchAppend(
                        joined,
                        small.stream().map(batch -> batch.getVector(column)).toArray(FieldVector[]::new));
            }
        });
        closeSmall();
        return gathered;
    }

    private void closeSmall() {
        small.forEach(VectorSchemaRoot::close);
        small.clear();
    }

    @Override
    public void close() {
        closeSmall();
        if (large != null) {
            large.close();
        }
        stream.close();
    }
}

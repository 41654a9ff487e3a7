package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A frame in memory, charged to the store. Streams share its buffers. */
final class InMemoryContent implements FrameContent {
    private final Schema schema;
    private final long rowCount;
    private final List<ArrowRecordBatch> batches;
    private boolean closed;

    /** The batches are the content's from now on. */
    InMemoryContent(Schema schema, long rowCount, List<ArrowRecordBatch> batches) {
        this.schema = schema;
        this.rowCount = rowCount;
        this.batches = List.copyOf(batches);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public long rowCount() {
        return rowCount;
    }

    @Override
    public synchronized BatchStream read(ExecutionContext context, List<Integer> columns) {
        if (closed) {
            throw FrameStore.frameIsGone();
        }
        return new SharedBatches(context, new Columns(schema, columns), batches);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            batches.forEach(ArrowRecordBatch::close);
        }
    }

    /** Loads all batches at once, which copies nothing, so that the frame may go while they are read. */
    private static final class SharedBatches implements BatchStream {
        private final ExecutionContext context;
        private final Schema schema;
        private final List<VectorSchemaRoot> loaded = new ArrayList<>();
        private int next;

        SharedBatches(ExecutionContext context, Columns columns, List<ArrowRecordBatch> batches) {
            this.context = context;
            this.schema = columns.schema();
            try {
                batches.forEach(batch -> loaded.add(columns.load(batch, context.allocator())));
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public @Nullable VectorSchemaRoot next() {
            context.cancellation().check();
            return next < loaded.size() ? loaded.get(next++) : null;
        }

        @Override
        public void close() {
            while (next < loaded.size()) {
                loaded.get(next++).close();
            }
        }
    }
}

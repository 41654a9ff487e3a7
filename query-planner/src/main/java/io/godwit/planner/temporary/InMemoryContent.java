package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;

/** A frame in memory, charged to the store. Streams share its buffers. */
final class InMemoryContent implements FrameContent {
    private final Schema schema;
    private final RowBorders borders;
    private final List<ArrowRecordBatch> batches;
    private boolean closed;

    /** The batches are the content's from now on. */
    InMemoryContent(Schema schema, RowBorders borders, List<ArrowRecordBatch> batches) {
        this.schema = schema;
        this.borders = borders;
        this.batches = List.copyOf(batches);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public long rowCount() {
        return borders.rowCount();
    }

    /** Loads all batches at once, which copies nothing, so that the frame may go while they are read. */
    @Override
    public synchronized BatchStream read(ExecutionContext context, List<Integer> columns, long firstRow, long endRow) {
        if (closed) {
            throw FrameStore.frameIsGone();
        }
        Columns read = new Columns(schema, columns);
        Deque<VectorSchemaRoot> loaded = new ArrayDeque<>();
        Runnable closer = () -> {
            loaded.forEach(VectorSchemaRoot::close);
            loaded.clear();
        };
        try {
            for (int batch = borders.batchOf(firstRow);
                    batch < borders.batches() && borders.start(batch) < endRow;
                    batch++) {
                loaded.add(read.load(batches.get(batch), context.allocator()));
            }
        } catch (RuntimeException e) {
            closer.run();
            throw e;
        }
        return new BatchRange(context, read.schema(), borders, firstRow, endRow, batch -> loaded.remove(), closer);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            batches.forEach(ArrowRecordBatch::close);
        }
    }
}

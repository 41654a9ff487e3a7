package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.VectorSlices;
import java.util.function.IntFunction;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The rows from one to another of batches that are loaded by number. */
final class BatchRange implements BatchStream {
    private final ExecutionContext context;
    private final Schema schema;
    private final RowBorders borders;
    private final long firstRow;
    private final long endRow;
    private final IntFunction<VectorSchemaRoot> loader;
    private final Runnable closer;
    private int next;

    /**
     * @param loader of a batch, which is then the stream's
     * @param closer run when the stream is closed
     */
    BatchRange(
            ExecutionContext context,
            Schema schema,
            RowBorders borders,
            long firstRow,
            long endRow,
            IntFunction<VectorSchemaRoot> loader,
            Runnable closer) {
        this.context = context;
        this.schema = schema;
        this.borders = borders;
        this.firstRow = firstRow;
        this.endRow = endRow;
        this.loader = loader;
        this.closer = closer;
        this.next = borders.batchOf(firstRow);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        context.cancellation().check();
        if (next >= borders.batches() || borders.start(next) >= endRow) {
            return null;
        }
        long start = borders.start(next);
        VectorSchemaRoot batch = loader.apply(next++);
        int from = (int) Math.max(0, firstRow - start);
        int to = (int) Math.min(batch.getRowCount(), endRow - start);
        if (from == 0 && to == batch.getRowCount()) {
            return batch;
        }
        try (VectorSchemaRoot owned = batch) {
            return VectorSlices.slice(owned, from, to - from);
        }
    }

    @Override
    public void close() {
        closer.run();
    }
}

package io.godwit.planner.scan;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.VectorSlices;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The first rows of a stream; what is behind them is not asked for. */
final class LimitedStream implements BatchStream {
    private final BatchStream input;
    private long left;

    LimitedStream(BatchStream input, long limit) {
        this.input = input;
        this.left = limit;
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        VectorSchemaRoot batch = left == 0 ? null : input.next();
        if (batch == null || batch.getRowCount() <= left) {
            left -= batch == null ? 0 : batch.getRowCount();
            return batch;
        }
        try (batch) {
            VectorSchemaRoot head = VectorSlices.slice(batch, 0, (int) left);
            left = 0;
            // A slice forgets the names of what is inside lists.
            return new VectorSchemaRoot(schema().getFields(), head.getFieldVectors(), head.getRowCount());
        }
    }

    @Override
    public void close() {
        input.close();
    }
}

package io.godwit.planner.operator;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.VectorSlices;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Leaves out the first rows of its input, and ends after some. */
public final class LimitOperator implements BatchStream {
    private final BatchStream input;
    private long toSkip;
    private long remaining;

    /** @param fetch rows to let pass after {@code offset} are left out */
    public LimitOperator(BatchStream input, long offset, long fetch) {
        this.input = input;
        this.toSkip = offset;
        this.remaining = fetch;
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        while (remaining > 0) {
            VectorSchemaRoot batch = input.next();
            if (batch == null) {
                return null;
            }
            int rows = batch.getRowCount();
            int start = (int) Math.min(toSkip, rows);
            int count = (int) Math.min(remaining, rows - start);
            toSkip -= start;
            remaining -= count;
            if (count == rows) {
                return batch;
            }
            try (VectorSchemaRoot owned = batch) {
                if (count > 0) {
                    return VectorSlices.slice(owned, start, count);
                }
            }
        }
        return null;
    }

    @Override
    public void close() {
        input.close();
    }
}

package io.godwit.server.stream;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.batch.VectorSlices;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A stream without its first rows: how a broken fetch goes on. */
public final class SkipRows implements BatchStream {
    private final BatchStream input;
    private final long rows;
    private long skipped;

    public SkipRows(BatchStream input, long rows) {
        this.input = input;
        this.rows = rows;
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        for (VectorSchemaRoot batch = input.next(); batch != null; batch = input.next()) {
            long toSkip = rows - skipped;
            if (toSkip == 0) {
                return batch;
            }
            try (VectorSchemaRoot owned = batch) {
                if (toSkip < owned.getRowCount()) {
                    skipped = rows;
                    return VectorSlices.slice(owned, (int) toSkip, owned.getRowCount() - (int) toSkip);
                }
                skipped += owned.getRowCount();
            }
        }
        if (skipped < rows) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "godwit-row-offset is %,d, but the result has only %,d rows".formatted(rows, skipped));
        }
        return null;
    }

    @Override
    public void close() {
        input.close();
    }
}

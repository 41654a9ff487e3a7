package io.godwit.server.stream;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A stream that fails instead of giving more rows than {@code query.max-rows} allows. Rows up to there come out first. */
public final class RowLimit implements BatchStream {
    private final BatchStream input;
    private final long maxRows;
    private long rows;

    public RowLimit(BatchStream input, long maxRows) {
        this.input = input;
        this.maxRows = maxRows;
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        VectorSchemaRoot batch = input.next();
        if (batch != null) {
            rows += batch.getRowCount();
            if (rows > maxRows) {
                batch.close();
                throw new GodwitException(
                        ErrorCode.RESOURCE_EXHAUSTED,
                        "The result has more than %,d rows, as many as query.max-rows allows; add a LIMIT or a WHERE, or raise it"
                                .formatted(maxRows));
            }
        }
        return batch;
    }

    @Override
    public void close() {
        input.close();
    }
}

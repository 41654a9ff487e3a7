package io.godwit.planner.scan;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.PinnedTable;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Fails at its end unless it had as many rows as were asked for: nobody shall take another row's values for theirs. */
final class CountedStream implements BatchStream {
    private final BatchStream input;
    private final long expected;
    private final PinnedTable table;
    private long rows;

    CountedStream(BatchStream input, long expected, PinnedTable table) {
        this.input = input;
        this.expected = expected;
        this.table = table;
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
        } else if (rows != expected) {
            throw new GodwitException(
                    ErrorCode.INTERNAL,
                    "Fetched %d rows of %s where %d were asked for".formatted(rows, table, expected));
        }
        return batch;
    }

    @Override
    public void close() {
        input.close();
    }
}

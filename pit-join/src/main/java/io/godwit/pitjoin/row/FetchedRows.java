package io.godwit.pitjoin.row;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.spec.FeatureJoin;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Fetches matched rows from a source that can. */
public final class FetchedRows {
    private FetchedRows() {}

    /** The given columns of the given rows, in memory. */
    public static RowBatches fetch(
            FeatureJoin join, ExecutionContext context, long[] ascendingIds, List<Integer> columns) {
        RowBatches rows = new RowBatches();
        if (ascendingIds.length == 0) {
            return rows;
        }
        try (BatchStream stream = join.source().fetch(context, ascendingIds, columns)) {
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                rows.add(batch, ascendingIds, rows.rowCount());
                context.cancellation().check();
            }
            requireAll(join, ascendingIds, rows.rowCount());
            return rows;
        } catch (RuntimeException | Error e) {
            rows.close();
            throw e;
        }
    }

    private static void requireAll(FeatureJoin join, long[] ids, int fetched) {
        if (fetched != ids.length) {
            throw new GodwitException(
                    ErrorCode.INTERNAL,
                    "Asked %s for %,d rows from row id %d to %d and got %,d"
                            .formatted(join.name(), ids.length, ids[0], ids[ids.length - 1], fetched));
        }
    }
}

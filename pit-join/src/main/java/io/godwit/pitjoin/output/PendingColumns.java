package io.godwit.pitjoin.output;

import io.godwit.pitjoin.batch.Errand;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.row.DistinctRows;
import io.godwit.pitjoin.row.FetchedRows;
import io.godwit.pitjoin.row.JoinMatches;
import io.godwit.pitjoin.row.RowBatches;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@link WindowColumns} of one take in the making. What waits for nothing is done by workers: finding the distinct rows
 * while other takes do, and locating them while the next take's rows are fetched.
 */
final class PendingColumns implements AutoCloseable {
    private final ExecutionContext context;
    private final JoinMatches matches;
    private final int take;
    private final int firstTarget;
    private final long[] rowIds;
    private final int count;
    private final boolean isFetched;
    private final Errand finding;

    private @Nullable DistinctRows distinct;
    private @Nullable RowBatches fetched;
    private @Nullable Errand locating;
    private @Nullable WindowColumns located;

    PendingColumns(ExecutionContext context, JoinMatches matches, int take, int firstTarget, long[] rowIds, int count) {
        this.context = context;
        this.matches = matches;
        this.take = take;
        this.firstTarget = firstTarget;
        this.rowIds = rowIds;
        this.count = count;
        this.isFetched = !matches.outputs(take).isEmpty() && matches.rows(take) == null;
        this.finding = Errand.start(context, this::find);
    }

    private void find() {
        if (isFetched) {
            distinct = DistinctRows.of(rowIds, count);
        }
    }

    /** Fetches the rows; only the driver may wait for them. */
    void fetch() {
        finding.finish();
        DistinctRows rows = distinct;
        if (rows != null) {
            List<Integer> columns = WindowColumns.featureColumns(matches, take);
            fetched = FetchedRows.fetch(matches.plan.join(), context, rows.ascending(), columns);
        }
        locating = Errand.start(context, this::locate);
    }

    private void locate() {
        RowBatches rows = fetched;
        located = rows == null || distinct == null
                ? WindowColumns.held(matches, take, firstTarget, rowIds, count)
                : WindowColumns.fetched(context, matches, take, firstTarget, rowIds, count, rows, distinct);
        fetched = null;
        distinct = null;
    }

    /** The finished columns, which are the caller's from now on. */
    WindowColumns finish() {
        if (locating == null) {
            throw new IllegalStateException("Columns are finished before they are fetched");
        }
        locating.finish();
        WindowColumns finished = located;
        if (finished == null) {
            throw new IllegalStateException("Columns are finished twice");
        }
        located = null;
        return finished;
    }

    @Override
    public void close() {
        finding.abandon();
        if (locating != null) {
            locating.abandon();
        }
        if (fetched != null) {
            fetched.close();
        }
        if (located != null) {
            located.close();
        }
    }
}

package io.godwit.pitjoin.match;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.kernel.BestRows;
import io.godwit.pitjoin.kernel.MatchKernel;
import io.godwit.pitjoin.kernel.RowOrder;
import io.godwit.pitjoin.kernel.RowSet;
import io.godwit.pitjoin.label.LabelChunk;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.report.FeatureTally;
import io.godwit.pitjoin.row.JoinMatches;
import io.godwit.pitjoin.spec.TimeBound;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** The pass over a table with times: each label takes the row its match condition asks for. */
final class TimedPass extends FeaturePass {
    /** So many rows may wait for their values to be compared. */
    private static final int MAX_OPEN_TIES = 200_000;
    /** Tables with fewer rows, or not more than there are labels, are done before a helper pays. */
    private static final long ROWS_BEFORE_HELP = 32_768;

    private final TimeBound anchor;
    private final TimedLane lane;
    private final TieBreaker tieBreaker;
    private @Nullable HelperLane helper;
    private boolean askedForHelp;
    private long rowsRead;

    TimedPass(FeaturePlan plan, ExecutionContext context, LabelChunk labels, FeatureTally tally, TimeBound anchor) {
        super(plan, context, labels, tally);
        this.anchor = anchor;
        this.lane = new TimedLane(plan, labels, anchor);
        this.tieBreaker = new TieBreaker(plan, context, carried);
        this.askedForHelp = carried != null || Runtime.getRuntime().availableProcessors() == 1;
    }

    @Override
    void match(VectorSchemaRoot batch) {
        rowsRead += batch.getRowCount();
        if (!askedForHelp && rowsRead > Math.max(ROWS_BEFORE_HELP, labels.labelCount())) {
            askedForHelp = true;
            helper = HelperLane.open(context, plan, labels, anchor);
        }
        if (helper != null && helper.isIdle()) {
            settleManyTies(helper.finish());
            helper.start(batch);
            return;
        }
        try (VectorSchemaRoot owned = batch) {
            lane.match(owned);
            if (carried != null) {
                carried.add(owned, lane.rowIds(), lane.kept());
            }
        }
        settleManyTies(lane);
        charge.resize(lane.kernels().stream()
                .mapToLong(kernel -> kernel.best().tieBytes())
                .sum());
    }

    /** Compares rows before too many wait for it. */
    private void settleManyTies(TimedLane of) {
        for (MatchKernel kernel : of.kernels()) {
            BestRows best = kernel.best();
            if (best.tieCount() > MAX_OPEN_TIES) {
                RowSet rows = new RowSet();
                best.collectTies(rows);
                best.settleTies(tieBreaker.order(rows.toArray()));
            }
        }
    }

    @Override
    long[] liveRows() {
        RowSet rows = new RowSet();
        lane.kernels().forEach(kernel -> kernel.best().collectLive(rows));
        return rows.toArray();
    }

    @Override
    JoinMatches matches() {
        if (helper != null) {
            helper.startFinish();
        }
        lane.finish();
        if (helper != null) {
            lane.merge(helper.finish());
            abandon();
        }
        decideTies();
        List<TakeSearch> takes = lane.takes();
        long[][] rowIds = new long[takes.size()][];
        for (int take = 0; take < rowIds.length; take++) {
            rowIds[take] = takes.get(take).matches(context, take == 0 ? tally : new FeatureTally());
        }
        charge.close();
        return new TimedMatches(plan, carried, charge, rowIds);
    }

    private void decideTies() {
        RowSet ties = new RowSet();
        lane.kernels().forEach(kernel -> kernel.collectTies(ties));
        if (!ties.isEmpty()) {
            RowOrder order = tieBreaker.order(ties.toArray());
            lane.kernels().forEach(kernel -> kernel.decideTies(order));
        }
    }

    @Override
    void abandon() {
        if (helper != null) {
            HelperLane closing = helper;
            helper = null;
            closing.close();
        }
    }
}

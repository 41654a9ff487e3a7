package io.godwit.pitjoin;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.kernel.BestRows;
import io.godwit.pitjoin.kernel.MatchKernel;
import io.godwit.pitjoin.kernel.RowOrder;
import io.godwit.pitjoin.kernel.RowSet;
import java.util.List;

/** The pass over a table with times: each label takes the row its match condition asks for. */
final class TimedPass extends FeaturePass {
    /** So many rows may wait for their values to be compared. */
    private static final int MAX_OPEN_TIES = 200_000;

    private final int eventColumn;
    private final List<TakeSearch> takes;
    private final List<MatchKernel> kernels;
    private final TieBreaker tieBreaker;
    private int[] notNull = new int[0];

    TimedPass(FeaturePlan plan, ExecutionContext context, LabelChunk labels, FeatureTally tally, TimeBound anchor) {
        super(plan, context, labels, tally);
        this.eventColumn = anchor.featureColumn();
        this.takes = plan.takes().stream()
                .map(take -> new TakeSearch(take, plan, labels, anchor))
                .toList();
        this.kernels = takes.stream().flatMap(take -> take.kernels().stream()).toList();
        this.tieBreaker = new TieBreaker(plan, context, carried);
    }

    /** A null event time never matches. */
    @Override
    int select(FeatureBatch features, int[] selected) {
        int[] eventNulls = features.nulls(eventColumn);
        int count = 0;
        for (int row = 0; row < features.rowCount(); row++) {
            selected[count] = row;
            count += (features.group(row) | eventNulls[row]) >= 0 ? 1 : 0;
        }
        return count;
    }

    @Override
    void offer(FeatureBatch features, int[] selected, int count, boolean[] kept) {
        for (MatchKernel kernel : kernels) {
            if (kernel.best().tieCount() > MAX_OPEN_TIES) {
                settle(kernel.best());
            }
        }
        for (TakeSearch take : takes) {
            if (take.notNullColumn() < 0) {
                take.offer(features, selected, count, kept);
            } else {
                int left = selectNotNull(features, take, selected, count);
                take.offer(features, notNull, left, kept);
            }
        }
        charge.resize(
                kernels.stream().mapToLong(kernel -> kernel.best().tieBytes()).sum());
    }

    private int selectNotNull(FeatureBatch features, TakeSearch take, int[] selected, int count) {
        notNull = notNull.length < count ? new int[selected.length] : notNull;
        int[] nulls = features.readNulls(take.notNullColumn());
        int left = 0;
        for (int i = 0; i < count; i++) {
            notNull[left] = selected[i];
            left += nulls[selected[i]] == 0 ? 1 : 0;
        }
        return left;
    }

    private void settle(BestRows best) {
        RowSet rows = new RowSet();
        best.collectTies(rows);
        best.settleTies(tieBreaker.order(rows.toArray()));
    }

    @Override
    long[] liveRows() {
        RowSet rows = new RowSet();
        kernels.forEach(kernel -> kernel.best().collectLive(rows));
        return rows.toArray();
    }

    @Override
    JoinMatches matches() {
        RowSet ties = new RowSet();
        kernels.forEach(kernel -> kernel.collectTies(ties));
        if (!ties.isEmpty()) {
            RowOrder order = tieBreaker.order(ties.toArray());
            kernels.forEach(kernel -> kernel.decideTies(order));
        }
        long[][] rowIds = new long[takes.size()][];
        for (int take = 0; take < rowIds.length; take++) {
            rowIds[take] = takes.get(take).matches(take == 0 ? tally : new FeatureTally());
        }
        charge.close();
        return new TimedMatches(plan, carried, charge, rowIds);
    }
}

package io.godwit.pitjoin.match;

import io.godwit.pitjoin.kernel.BoxKernel;
import io.godwit.pitjoin.kernel.MatchKernel;
import io.godwit.pitjoin.kernel.SlotKernel;
import io.godwit.pitjoin.kernel.TimedRows;
import io.godwit.pitjoin.label.LabelChunk;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.plan.SearchPlan;

/** A {@link SearchPlan} at work on one chunk of labels: turns feature rows into what its kernel takes. */
final class Search {
    private final SearchPlan plan;
    private final BoundsAfterwards afterwards;
    private final MatchKernel kernel;
    private final boolean isCarried;
    private final TimedRowReader reader;

    Search(SearchPlan plan, FeaturePlan feature, LabelChunk labels) {
        this.plan = plan;
        this.afterwards = new BoundsAfterwards(plan, labels);
        this.isCarried = feature.isCarried();
        this.kernel = plan.hasSlots()
                ? new SlotKernel(labels.slotIndex(feature, plan), plan.traits(feature.isCarried()))
                : new BoxKernel(labels.boxIndex(feature, plan), plan.hasKnownAt());
        this.reader = new TimedRowReader(plan);
    }

    MatchKernel kernel() {
        return kernel;
    }

    /** Offers the batch's rows at {@code positions} and marks in {@code kept} those that became somebody's best. */
    void offer(FeatureBatch batch, int[] positions, int count, boolean[] kept) {
        for (int from = 0; from < count; from += TimedRows.MOST_ROWS) {
            offerBlock(batch, positions, from, Math.min(TimedRows.MOST_ROWS, count - from), kept);
        }
    }

    private void offerBlock(FeatureBatch batch, int[] positions, int from, int count, boolean[] kept) {
        TimedRows rows = reader.read(batch, positions, from, count);
        kernel.offer(rows);
        for (int i = 0; i < count && isCarried; i++) {
            kept[rows.position[i]] |= rows.kept[i];
        }
    }

    /** The cell of the label's match, or -1 when the winner, if any, does not meet all bounds. */
    int match(int label, int winner) {
        int cell = MatchKernel.cell(winner);
        return cell >= 0 && afterwards.hold(label, eventTimeOf(cell)) ? cell : -1;
    }

    /** The event time of a cell, in the column's unit. */
    long eventTimeOf(int cell) {
        return eventTime(kernel.best().event(cell));
    }

    private long eventTime(long oriented) {
        return plan.earliest() ? ~oriented : oriented;
    }

    /** Whether a known-at bound kept a row from the label that it would have taken instead. */
    boolean isRemovedByKnownAt(int label, int match) {
        long ifKnown = kernel.eventIfKnown(label);
        long event = match >= 0 ? kernel.best().event(match) : Long.MIN_VALUE;
        return ifKnown > event && afterwards.hold(label, eventTime(ifKnown));
    }
}

package io.godwit.pitjoin.match;

import io.godwit.pitjoin.kernel.BoxKernel;
import io.godwit.pitjoin.kernel.MatchKernel;
import io.godwit.pitjoin.kernel.SlotKernel;
import io.godwit.pitjoin.kernel.TimedRows;
import io.godwit.pitjoin.label.LabelChunk;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.plan.SearchPlan;
import io.godwit.pitjoin.plan.SearchPlan.Bound;
import java.util.Arrays;

/** A {@link SearchPlan} at work on one chunk of labels: turns feature rows into what its kernel takes. */
final class Search {
    private final SearchPlan plan;
    private final BoundsAfterwards afterwards;
    private final MatchKernel kernel;
    private final boolean isCarried;
    private final TimedRows rows;

    Search(SearchPlan plan, FeaturePlan feature, LabelChunk labels) {
        this.plan = plan;
        this.afterwards = new BoundsAfterwards(plan, labels);
        this.isCarried = feature.isCarried();
        this.kernel = plan.hasSlots()
                ? new SlotKernel(labels.slotIndex(feature, plan), plan.traits(feature.isCarried()))
                : new BoxKernel(labels.boxIndex(feature, plan), plan.hasKnownAt());
        this.rows = new TimedRows(plan.dimensions().size());
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
        rows.reset(count);
        rows.count = count;
        System.arraycopy(positions, from, rows.position, 0, count);
        for (int i = 0; i < count; i++) {
            rows.group[i] = batch.group(rows.position[i]);
        }
        pick(batch.values(plan.eventColumn()), rows.event);
        pick(batch.sequences(), rows.sequence);
        pick(batch.rowIds(), rows.rowId);
        pickIngestion(batch);
        if (!plan.lowIsEvent()) {
            boundLabelTimes(batch);
        }
        if (plan.earliest()) {
            runBackwards();
        }
        kernel.offer(rows);
        for (int i = 0; i < count && isCarried; i++) {
            kept[rows.position[i]] |= rows.kept[i];
        }
    }

    private void pick(long[] values, long[] target) {
        for (int i = 0; i < rows.count; i++) {
            target[i] = values[rows.position[i]];
        }
    }

    private void pickIngestion(FeatureBatch batch) {
        if (plan.ingestionColumn().isEmpty()) {
            Arrays.fill(rows.ingestion, 0, rows.count, Long.MIN_VALUE);
            return;
        }
        int column = plan.ingestionColumn().getAsInt();
        pick(batch.values(column), rows.ingestion);
        int[] nulls = batch.nulls(column);
        for (int i = 0; i < rows.count; i++) {
            rows.ingestion[i] = nulls[rows.position[i]] != 0 ? Long.MIN_VALUE : rows.ingestion[i];
        }
    }

    private void boundLabelTimes(FeatureBatch batch) {
        for (int dimension = 0; dimension < rows.low.length; dimension++) {
            Arrays.fill(rows.low[dimension], 0, rows.count, Long.MIN_VALUE);
            Arrays.fill(rows.high[dimension], 0, rows.count, Long.MAX_VALUE);
        }
        for (Bound bound : plan.searched()) {
            if (!bound.knownAt()) {
                apply(bound, batch);
            }
        }
        if (!plan.hasKnownAt()) {
            return;
        }
        for (int dimension = 0; dimension < rows.low.length; dimension++) {
            System.arraycopy(rows.low[dimension], 0, rows.lowIfKnown[dimension], 0, rows.count);
            System.arraycopy(rows.high[dimension], 0, rows.highIfKnown[dimension], 0, rows.count);
        }
        for (Bound bound : plan.searched()) {
            if (bound.knownAt()) {
                apply(bound, batch);
            }
        }
    }

    private void apply(Bound bound, FeatureBatch batch) {
        long[] values = batch.values(bound.featureColumn());
        int[] nulls = batch.nulls(bound.featureColumn());
        long[] low = rows.low[bound.dimension()];
        long[] high = rows.high[bound.dimension()];
        for (int i = 0; i < rows.count; i++) {
            int position = rows.position[i];
            if (nulls[position] != 0) {
                if (!bound.nullPasses()) {
                    low[i] = Long.MAX_VALUE;
                    high[i] = Long.MIN_VALUE;
                }
                continue;
            }
            long threshold = bound.threshold().of(values[position]);
            if (bound.upper()) {
                low[i] = Math.max(low[i], threshold);
                if (threshold == Long.MAX_VALUE && bound.threshold().isNever(values[position])) {
                    high[i] = Long.MIN_VALUE;
                }
            } else {
                high[i] = Math.min(high[i], threshold);
                if (threshold == Long.MIN_VALUE && bound.threshold().isNever(values[position])) {
                    low[i] = Long.MAX_VALUE;
                }
            }
        }
    }

    /** The earliest is the latest when every time is complemented, which unlike negation cannot overflow. */
    private void runBackwards() {
        complement(rows.event);
        for (int dimension = 0; dimension < rows.low.length; dimension++) {
            swapComplements(rows.low[dimension], rows.high[dimension]);
            swapComplements(rows.lowIfKnown[dimension], rows.highIfKnown[dimension]);
        }
    }

    private void complement(long[] times) {
        for (int i = 0; i < rows.count; i++) {
            times[i] = ~times[i];
        }
    }

    private void swapComplements(long[] low, long[] high) {
        for (int i = 0; i < rows.count; i++) {
            long complement = ~low[i];
            low[i] = ~high[i];
            high[i] = complement;
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

package io.godwit.pitjoin.match;

import io.godwit.pitjoin.batch.Errand;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.kernel.MatchKernel;
import io.godwit.pitjoin.kernel.TimeThreshold;
import io.godwit.pitjoin.label.LabelChunk;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.plan.LabelTime;
import io.godwit.pitjoin.plan.SearchPlan;
import io.godwit.pitjoin.plan.TakePlan;
import io.godwit.pitjoin.plan.TimeType;
import io.godwit.pitjoin.report.FeatureTally;
import io.godwit.pitjoin.row.JoinMatches;
import io.godwit.pitjoin.spec.TimeBound;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** A {@link TakePlan} at work on one chunk of labels. */
final class TakeSearch {
    private static final int BLOCK = 1_024;
    /** Fewer labels are matched before a helper is awake. */
    private static final int LABELS_BEFORE_HELP = 16_384;

    private final TakePlan plan;
    private final FeaturePlan feature;
    private final LabelChunk labels;
    private final Search search;
    /** For NEAREST, what lies beyond the label time. */
    private final @Nullable Search future;

    private final LabelChunk.LabelTimes anchorTimes;
    private final TimeDistance distance;

    TakeSearch(TakePlan plan, FeaturePlan feature, LabelChunk labels, TimeBound anchor) {
        this.plan = plan;
        this.feature = feature;
        this.labels = labels;
        this.search = new Search(plan.search(), feature, labels);
        SearchPlan futurePlan = plan.future();
        this.future = futurePlan == null ? null : new Search(futurePlan, feature, labels);
        this.anchorTimes = labels.times(new LabelTime(anchor.labelColumn(), 0));
        this.distance =
                TimeDistance.between(featureType(anchor.featureColumn()), labels.timeType(anchor.labelColumn()));
    }

    private TimeType featureType(int column) {
        Field field = feature.join().source().schema().getFields().get(column);
        return TimeType.of(field);
    }

    int notNullColumn() {
        return plan.notNullColumn();
    }

    List<MatchKernel> kernels() {
        return future == null ? List.of(search.kernel()) : List.of(search.kernel(), future.kernel());
    }

    void offer(FeatureBatch batch, int[] positions, int count, boolean[] kept) {
        search.offer(batch, positions, count, kept);
        if (future != null) {
            future.offer(batch, positions, count, kept);
        }
    }

    /** Per label the row id of its match, or {@link JoinMatches#NO_ROW}; counted in {@code tally}. */
    long[] matches(ExecutionContext context, FeatureTally tally) {
        long[] rowIds = new long[labels.labelCount()];
        if (rowIds.length < LABELS_BEFORE_HELP) {
            match(0, rowIds.length, rowIds, tally);
            return rowIds;
        }
        int half = rowIds.length / 2;
        FeatureTally helped = new FeatureTally();
        Errand.runAll(
                context,
                List.of(() -> match(0, half, rowIds, tally), () -> match(half, rowIds.length, rowIds, helped)));
        tally.add(helped);
        return rowIds;
    }

    private void match(int from, int to, long[] rowIds, FeatureTally tally) {
        int[] winners = new int[BLOCK];
        int[] futureWinners = new int[BLOCK];
        for (int first = from; first < to; first += BLOCK) {
            int count = Math.min(BLOCK, to - first);
            search.kernel().winners(first, count, winners);
            if (future != null) {
                future.kernel().winners(first, count, futureWinners);
            }
            for (int i = 0; i < count; i++) {
                rowIds[first + i] = future == null || isPastNearer(first + i, winners[i], future, futureWinners[i])
                        ? match(search, first + i, winners[i], tally)
                        : match(future, first + i, futureWinners[i], tally);
            }
        }
    }

    /** At equal distance the past wins. */
    private boolean isPastNearer(int label, int winner, Search future, int futureWinner) {
        int before = search.match(label, winner);
        int after = future.match(label, futureWinner);
        return after < 0
                || (before >= 0
                        && distance.compare(
                                        search.eventTimeOf(before), future.eventTimeOf(after), anchorTimes.value(label))
                                <= 0);
    }

    private long match(Search from, int label, int winner, FeatureTally tally) {
        int cell = from.match(label, winner);
        if (from.isRemovedByKnownAt(label, cell)) {
            tally.removedByKnownAt++;
        }
        if (cell < 0) {
            return JoinMatches.NO_ROW;
        }
        tally.addMatch(
                distance.micros(from.eventTimeOf(cell), anchorTimes.value(label)),
                MatchKernel.isAmbiguous(winner),
                isNotYetKnown(from, cell, label));
        return from.kernel().best().rowId(cell);
    }

    /** Whether the condition forgot a known-at bound that would have kept this match away. */
    private boolean isNotYetKnown(Search from, int cell, int label) {
        TimeThreshold known = feature.knownAtNotAsked();
        return known != null && !known.holds(from.kernel().best().ingestion(cell), anchorTimes.value(label));
    }
}

package io.godwit.pitjoin;

import io.godwit.pitjoin.batch.Errand;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Reservation;
import io.godwit.pitjoin.kernel.Groups;
import io.godwit.pitjoin.kernel.RowOrder;
import io.godwit.pitjoin.kernel.RowSet;
import io.godwit.pitjoin.key.KeyIndex;
import io.godwit.pitjoin.timeline.Timeline;
import io.godwit.pitjoin.timeline.TimelineBuilder;
import io.godwit.pitjoin.timeline.TimelinePlace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** Finds the matches of a chunk of labels in a timeline, where there is one or it is time to build it. */
final class TimelineJoin {
    /** With fewer labels another thread does not pay. */
    private static final int LABELS_PER_LANE = 16_384;

    private static final int MOST_LANES = 4;

    private final TimelinePlan plan;
    private final ExecutionContext context;
    private final LabelChunk labels;
    private final Timeline timeline;

    private TimelineJoin(TimelinePlan plan, ExecutionContext context, LabelChunk labels, Timeline timeline) {
        this.plan = plan;
        this.context = context;
        this.labels = labels;
        this.timeline = timeline;
    }

    /** The matches, by a pass over the rows where no timeline can tell them. The caller closes them. */
    static JoinMatches match(FeaturePlan feature, ExecutionContext context, LabelChunk labels, FeatureTally tally) {
        TimelinePlan plan = TimelinePlan.of(feature);
        TimelinePlace place = plan == null ? null : feature.join().source().timelines(plan.columns());
        if (plan == null || place == null || labels.labelCount() == 0) {
            return FeaturePass.of(feature, context, labels, tally).run();
        }
        JoinMatches known = tryMatch(plan, place, context, labels, tally);
        if (known != null) {
            return known;
        }
        long readBefore = tally.rowsRead;
        JoinMatches matches = FeaturePass.of(feature, context, labels, tally).run();
        place.passed(plan.detail(), tally.rowsRead - readBefore);
        return matches;
    }

    private static @Nullable JoinMatches tryMatch(
            TimelinePlan plan, TimelinePlace place, ExecutionContext context, LabelChunk labels, FeatureTally tally) {
        Timeline found = place.find(plan.detail());
        Timeline timeline = found == null ? build(plan, context, place) : found;
        if (timeline == null) {
            return null;
        }
        try (timeline) {
            return new TimelineJoin(plan, context, labels, timeline).match(tally);
        }
    }

    private static @Nullable Timeline build(TimelinePlan plan, ExecutionContext context, TimelinePlace place) {
        try (TimelinePlace.Claim claim = place.claim(plan.detail())) {
            if (claim == null) {
                return null;
            }
            FeatureSource source = plan.feature().join().source();
            return new TimelineBuilder(
                            context,
                            claim,
                            plan.positions(),
                            plan.feature().featureKeys(),
                            () -> source.read(context, plan.columns(), LabelBounds.NONE))
                    .build();
        }
    }

    private @Nullable JoinMatches match(FeatureTally tally) {
        Groups groups = groups();
        long[] rowIds = new long[labels.labelCount()];
        Arrays.fill(rowIds, JoinMatches.NO_ROW);
        List<TimelineLane> lanes = lanes(groups, rowIds);
        Errand.runAll(context, lanes.stream().<Runnable>map(lane -> lane::run).toList());
        context.cancellation().check();
        if (lanes.stream().anyMatch(TimelineLane::gaveUp)) {
            return null;
        }
        decideTies(lanes);
        lanes.forEach(lane -> tally.add(lane.tally()));
        tally.timelineBytes = timeline.bytes();
        Reservation nothing = new Reservation(
                context.memory(), "the rows of " + plan.feature().join().name() + " that match");
        return new TimedMatches(plan.feature(), null, nothing, new long[][] {rowIds});
    }

    /** The labels in the order of the timeline, so that neighbours find each other's rows near. */
    private Groups groups() {
        FeaturePlan feature = plan.feature();
        KeyIndex.Probe probe = timeline.probe(feature.labelKeys());
        int[] groupOf = new int[labels.labelCount()];
        int[] found = new int[0];
        int done = 0;
        for (VectorSchemaRoot batch : labels.batches()) {
            int rowCount = batch.getRowCount();
            found = found.length < rowCount ? new int[rowCount] : found;
            List<FieldVector> keys =
                    feature.labelKeyColumns().stream().map(batch::getVector).toList();
            probe.find(keys, rowCount, found);
            System.arraycopy(found, 0, groupOf, done, rowCount);
            done += rowCount;
        }
        return labels.groups(feature, groupOf, timeline.groupCount());
    }

    private List<TimelineLane> lanes(Groups groups, long[] rowIds) {
        int most = Math.min(MOST_LANES, Runtime.getRuntime().availableProcessors());
        int count = Math.max(1, Math.min(most, groups.labelCount() / LABELS_PER_LANE));
        List<TimelineLane> lanes = new ArrayList<>();
        int group = 0;
        for (int lane = 1; lane <= count; lane++) {
            int end = group;
            long upTo = (long) groups.labelCount() * lane / count;
            while (end < groups.groupCount() && (lane == count || groups.start(end) < upTo)) {
                end++;
            }
            lanes.add(new TimelineLane(plan, labels, timeline, groups, group, end, rowIds));
            group = end;
        }
        return lanes;
    }

    private void decideTies(List<TimelineLane> lanes) {
        RowSet tied = new RowSet();
        lanes.forEach(lane -> lane.collectTies(tied));
        if (!tied.isEmpty()) {
            RowOrder order = new TieBreaker(plan.feature(), context, null).order(tied.toArray());
            lanes.forEach(lane -> lane.decideTies(order));
        }
    }
}

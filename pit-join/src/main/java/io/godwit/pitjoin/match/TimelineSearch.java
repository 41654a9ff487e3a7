package io.godwit.pitjoin.match;

import io.godwit.pitjoin.batch.Errand;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Reservation;
import io.godwit.pitjoin.kernel.Groups;
import io.godwit.pitjoin.kernel.RowOrder;
import io.godwit.pitjoin.kernel.RowSet;
import io.godwit.pitjoin.key.KeyIndex;
import io.godwit.pitjoin.label.LabelChunk;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.report.FeatureTally;
import io.godwit.pitjoin.row.JoinMatches;
import io.godwit.pitjoin.timeline.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * The search of a timeline for the rows of all labels of a chunk. Labels are put in the timeline's order, so that neighbours find
 * each other's rows near: in ranges of labels their keys are found and counted, in the same ranges they are placed, and in
 * ranges of groups they look for their rows. Each range may have a thread.
 */
final class TimelineSearch implements AutoCloseable {
    /** With fewer labels another thread does not pay. */
    private static final int LABELS_PER_RANGE = 16_384;

    private static final int MOST_RANGES = 4;

    private final TimelinePlan plan;
    private final ExecutionContext context;
    private final LabelChunk labels;
    private final Timeline timeline;
    private final int rangeCount;

    private long[] rowIds = new long[0];
    private List<TimelineLane> lanes = List.of();

    /** Takes over the timeline. */
    TimelineSearch(TimelinePlan plan, ExecutionContext context, LabelChunk labels, Timeline timeline) {
        this.plan = plan;
        this.context = context;
        this.labels = labels;
        this.timeline = timeline;
        int most = Math.min(MOST_RANGES, Runtime.getRuntime().availableProcessors());
        this.rangeCount = Math.max(1, Math.min(most, labels.labelCount() / LABELS_PER_RANGE));
    }

    /** Whether one thread does it all, and so waits for no other. */
    boolean isWhole() {
        return rangeCount == 1;
    }

    void run() {
        rowIds = new long[labels.labelCount()];
        List<TimelineLane> made = lanes(groups());
        lanes = made;
        inRanges(rangeCount, range -> made.get(range).run());
    }

    private void inRanges(int count, IntConsumer part) {
        Errand.runAll(
                context,
                IntStream.range(0, count)
                        .<Runnable>mapToObj(range -> () -> part.accept(range))
                        .toList());
    }

    private Groups groups() {
        int[] batchEnds = batchEnds();
        int[] labelEnds = new int[rangeCount];
        for (int range = 0, batch = 0; range < rangeCount; range++) {
            labelEnds[range] = range == 0 ? 0 : labelEnds[range - 1];
            for (; batch < batchEnds[range]; batch++) {
                labelEnds[range] += labels.batches().get(batch).getRowCount();
            }
        }
        int[] groupOf = new int[labels.labelCount()];
        inRanges(rangeCount, range -> {
            int first = range == 0 ? 0 : labelEnds[range - 1];
            findGroups(range == 0 ? 0 : batchEnds[range - 1], batchEnds[range], first, groupOf);
            labels.markNullTimes(plan.feature(), groupOf, first, labelEnds[range]);
            Arrays.fill(rowIds, first, labelEnds[range], JoinMatches.NO_ROW);
        });
        // A range counts the labels of all groups: with many groups that takes more memory than the labels.
        int[] ends = timeline.groupCount() > groupOf.length ? new int[] {groupOf.length} : labelEnds;
        Groups.Ordering ordering = new Groups.Ordering(groupOf, ends, timeline.groupCount());
        inRanges(ends.length, ordering::count);
        ordering.sumUp();
        inRanges(ends.length, ordering::place);
        return ordering.groups();
    }

    /** Cuts the labels between batches, so that each range has about as many. */
    private int[] batchEnds() {
        int[] ends = new int[rangeCount];
        int batch = 0;
        long before = 0;
        for (int range = 0; range < rangeCount; range++) {
            long upTo = (long) labels.labelCount() * (range + 1) / rangeCount;
            while (batch < labels.batches().size() && (before < upTo || range == rangeCount - 1)) {
                before += labels.batches().get(batch++).getRowCount();
            }
            ends[range] = batch;
        }
        return ends;
    }

    private void findGroups(int firstBatch, int endBatch, int firstLabel, int[] groupOf) {
        FeaturePlan feature = plan.feature();
        KeyIndex.Probe probe = timeline.probe(feature.labelKeys());
        int[] found = new int[0];
        int done = firstLabel;
        for (VectorSchemaRoot batch : labels.batches().subList(firstBatch, endBatch)) {
            int rowCount = batch.getRowCount();
            found = found.length < rowCount ? new int[rowCount] : found;
            List<FieldVector> keys =
                    feature.labelKeyColumns().stream().map(batch::getVector).toList();
            probe.find(keys, rowCount, found);
            System.arraycopy(found, 0, groupOf, done, rowCount);
            done += rowCount;
        }
    }

    private List<TimelineLane> lanes(Groups groups) {
        List<TimelineLane> made = new ArrayList<>();
        int group = 0;
        for (int lane = 1; lane <= rangeCount; lane++) {
            int end = group;
            long upTo = (long) groups.labelCount() * lane / rangeCount;
            while (end < groups.groupCount() && (lane == rangeCount || groups.start(end) < upTo)) {
                end++;
            }
            made.add(new TimelineLane(plan, labels, timeline, groups, group, end, rowIds));
            group = end;
        }
        return made;
    }

    /** What was found, which the caller closes; null when it takes a pass over the rows. Fetches the rows of ties. */
    @Nullable
    JoinMatches matches(FeatureTally tally) {
        if (lanes.stream().anyMatch(TimelineLane::gaveUp)) {
            return null;
        }
        decideTies();
        lanes.forEach(lane -> tally.add(lane.tally()));
        tally.timelineBytes = timeline.bytes();
        Reservation nothing = new Reservation(
                context.memory(), "the rows of " + plan.feature().join().name() + " that match");
        return new TimedMatches(plan.feature(), null, nothing, new long[][] {rowIds});
    }

    private void decideTies() {
        RowSet tied = new RowSet();
        lanes.forEach(lane -> lane.collectTies(tied));
        if (!tied.isEmpty()) {
            RowOrder order = new TieBreaker(plan.feature(), context, null).order(tied.toArray());
            lanes.forEach(lane -> lane.decideTies(order));
        }
    }

    @Override
    public void close() {
        timeline.close();
    }
}

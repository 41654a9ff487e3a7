package io.godwit.pitjoin.match;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.kernel.Groups;
import io.godwit.pitjoin.kernel.RowOrder;
import io.godwit.pitjoin.kernel.RowSet;
import io.godwit.pitjoin.kernel.TimeThreshold;
import io.godwit.pitjoin.label.LabelChunk;
import io.godwit.pitjoin.label.LabelChunk.LabelTimes;
import io.godwit.pitjoin.plan.LabelTime;
import io.godwit.pitjoin.plan.SearchPlan;
import io.godwit.pitjoin.plan.SearchPlan.Bound;
import io.godwit.pitjoin.plan.TimeType;
import io.godwit.pitjoin.report.FeatureTally;
import io.godwit.pitjoin.spec.TimeBound;
import io.godwit.pitjoin.timeline.Timeline;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows of the labels of some groups. A label's row is the last that does not come after it; from there it walks
 * back past rows that were not known in time, and along rows of the same event time.
 *
 * <p>Such walks may be long where most rows came late or share their times. With more steps in all than a pass over the rows
 * may take, or more ties than memory should hold, the lane gives up.
 */
final class TimelineLane {
    private static final long FREE_STEPS = 100_000;
    private static final int STEPS_PER_LABEL = 32;
    private static final int MOST_TIES = 200_000;
    private static final int NONE = -1;

    /** A search waits for about so many lines of memory, one after the other. */
    private static final int LOADS_PER_LABEL = 4;

    private static final int BLOCK = 256;

    private final TimelinePlan plan;
    private final Timeline timeline;
    private final Groups groups;
    private final int firstGroup;
    private final int endGroup;
    private final long[] rowIds;
    private final LabelTimes times;
    private final LabelTimes anchorTimes;
    private final BoundsAfterwards afterwards;
    private final TimeDistance distance;
    private final FeatureTally tally = new FeatureTally();
    private final boolean nullsAreKnown;
    private final boolean isIdentity;

    private final long[] labelTimes = new long[BLOCK];

    /** Only so that no load is left out. */
    private long touched;

    private long stepsLeft;
    private int tieCount;
    private int[] tieLabels = new int[0];
    private int[] tieFirsts = new int[0];
    private int[] tieLasts = new int[0];
    private int[] tiePlaces = new int[0];

    /** What {@link #best} found beside the place. */
    private boolean shared;

    private boolean tied;

    TimelineLane(
            TimelinePlan plan,
            LabelChunk labels,
            Timeline timeline,
            Groups groups,
            int firstGroup,
            int endGroup,
            long[] rowIds) {
        this.plan = plan;
        this.timeline = timeline;
        this.groups = groups;
        this.firstGroup = firstGroup;
        this.endGroup = endGroup;
        this.rowIds = rowIds;
        SearchPlan search = plan.search();
        this.times = labels.times(search.dimensions().get(0));
        TimeBound anchor = requireNonNull(plan.feature().anchor(), "anchor");
        this.anchorTimes = labels.times(new LabelTime(anchor.labelColumn(), 0));
        this.afterwards = new BoundsAfterwards(search, labels);
        Field event = plan.feature().join().source().schema().getFields().get(anchor.featureColumn());
        this.distance = TimeDistance.between(TimeType.of(event), labels.timeType(anchor.labelColumn()));
        this.nullsAreKnown = plan.knownAt().stream().allMatch(Bound::nullPasses);
        this.isIdentity =
                plan.events().size() == 1 && plan.events().get(0).threshold().isIdentity();
    }

    void run() {
        stepsLeft = FREE_STEPS + (long) STEPS_PER_LABEL * (groups.start(endGroup) - groups.start(firstGroup));
        for (int group = firstGroup; group < endGroup; group++) {
            int from = timeline.start(group);
            int to = timeline.start(group + 1);
            int first = groups.start(group);
            int end = groups.start(group + 1);
            if ((to - from) / Timeline.EVENTS_AT_ONCE <= LOADS_PER_LABEL * (end - first)) {
                touched += timeline.touch(from, to);
            }
            for (; first < end; first += BLOCK) {
                match(first, Math.min(BLOCK, end - first), from, to);
            }
            if (gaveUp()) {
                return;
            }
        }
    }

    /** Times are loaded first: none of these loads waits for another, as those of a search do. */
    private void match(int first, int count, int from, int to) {
        for (int i = 0; i < count; i++) {
            labelTimes[i] = times.value(groups.label(first + i));
        }
        for (int i = 0; i < count; i++) {
            match(groups.label(first + i), labelTimes[i], from, to);
        }
    }

    /** Whether it takes a pass over the rows instead. */
    boolean gaveUp() {
        return stepsLeft < 0 || tieCount > MOST_TIES;
    }

    FeatureTally tally() {
        return tally;
    }

    private void match(int label, long time, int from, int to) {
        int last = timeline.lastAtOrBefore(from, to, isIdentity ? time : least(plan.events(), time));
        if (last < from || !holdsAtTheEnd(timeline.event(last), time)) {
            return;
        }
        int place = best(from, last, plan.knownAt().isEmpty() ? Long.MAX_VALUE : least(plan.knownAt(), time));
        int match = place != NONE && afterwards.hold(label, timeline.event(place)) ? place : NONE;
        long event = match == NONE ? Long.MIN_VALUE : timeline.event(match);
        if (place != last && timeline.event(last) > event && afterwards.hold(label, timeline.event(last))) {
            tally.removedByKnownAt++;
        }
        if (match == NONE) {
            return;
        }
        rowIds[label] = timeline.rowId(match);
        tally.addMatch(distance.micros(event, anchorTimes.value(label)), shared, isNotYetKnown(label, match));
        if (tied) {
            logTie(label, from, last, match);
        }
    }

    private static long least(List<Bound> bounds, long labelTime) {
        long least = Long.MAX_VALUE;
        for (Bound bound : bounds) {
            least = Math.min(least, bound.threshold().greatestFeature(labelTime));
        }
        return least;
    }

    /** The least of all times may stand for a time before it. */
    private boolean holdsAtTheEnd(long event, long labelTime) {
        return event != Long.MIN_VALUE
                || plan.events().stream().allMatch(bound -> bound.threshold().holds(event, labelTime));
    }

    /** The best of the rows up to {@code last} that were known in time, but for ties, or {@link #NONE}. */
    private int best(int from, int last, long knownUpTo) {
        int best = NONE;
        long bestIngestion = Long.MIN_VALUE;
        shared = false;
        tied = false;
        for (int place = last; place >= from && stepsLeft >= 0; place--) {
            if (best != NONE && timeline.event(place) != timeline.event(best)) {
                return best;
            }
            stepsLeft--;
            long ingestion = timeline.ingestion(place);
            if (ingestion == Long.MIN_VALUE ? !nullsAreKnown : ingestion > knownUpTo) {
                continue;
            }
            if (best == NONE || ingestion > bestIngestion) {
                best = place;
                bestIngestion = ingestion;
                shared = false;
                tied = false;
            } else if (ingestion == bestIngestion) {
                shared = true;
                int order = Long.compare(timeline.sequence(place), timeline.sequence(best));
                best = order > 0 ? place : best;
                tied = order == 0 || (tied && order < 0);
            }
        }
        return best;
    }

    private boolean isNotYetKnown(int label, int place) {
        TimeThreshold known = plan.feature().knownAtNotAsked();
        return known != null && !known.holds(timeline.ingestion(place), anchorTimes.value(label));
    }

    private void logTie(int label, int from, int last, int place) {
        if (tieCount == tieLabels.length) {
            int capacity = Math.max(1_024, 2 * tieCount);
            tieLabels = Arrays.copyOf(tieLabels, capacity);
            tieFirsts = Arrays.copyOf(tieFirsts, capacity);
            tieLasts = Arrays.copyOf(tieLasts, capacity);
            tiePlaces = Arrays.copyOf(tiePlaces, capacity);
        }
        tieLabels[tieCount] = label;
        tieFirsts[tieCount] = from;
        tieLasts[tieCount] = last;
        tiePlaces[tieCount++] = place;
    }

    /** Adds all rows whose values have to be compared. */
    void collectTies(RowSet rows) {
        for (int tie = 0; tie < tieCount; tie++) {
            greatest(tie, null, rows);
        }
    }

    /** Decides all ties; {@code order} knows every row that {@link #collectTies} gave. */
    void decideTies(RowOrder order) {
        for (int tie = 0; tie < tieCount; tie++) {
            rowIds[tieLabels[tie]] = greatest(tie, order, null);
        }
    }

    /** Visits the rows equal to the tie's in times and sequence number. */
    private long greatest(int tie, @Nullable RowOrder order, @Nullable RowSet rows) {
        int one = tiePlaces[tie];
        long greatest = timeline.rowId(one);
        int end = one;
        while (end < tieLasts[tie] && timeline.event(end + 1) == timeline.event(one)) {
            end++;
        }
        for (int place = end; place >= tieFirsts[tie] && timeline.event(place) == timeline.event(one); place--) {
            if (timeline.ingestion(place) != timeline.ingestion(one)
                    || timeline.sequence(place) != timeline.sequence(one)) {
                continue;
            }
            long rowId = timeline.rowId(place);
            if (rows != null) {
                rows.add(rowId);
            }
            if (order != null && rowId != greatest && order.isGreater(rowId, greatest)) {
                greatest = rowId;
            }
        }
        return greatest;
    }
}

package io.godwit.pitjoin.plan;

import io.godwit.pitjoin.kernel.SlotKernel;
import io.godwit.pitjoin.kernel.TimeThreshold;
import io.godwit.pitjoin.spec.MatchCondition;
import io.godwit.pitjoin.spec.TimeBound;
import io.godwit.pitjoin.spec.TimeBound.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * One search for the latest (or, {@code earliest}, the first) feature row: its bounds, sorted by when they are looked at.
 *
 * @param dimensions label times that the kernel searches by
 * @param searched bounds the kernel observes
 * @param afterwards bounds on event time that the best row either meets or no row does, looked at when it is found
 */
public record SearchPlan(
        boolean earliest,
        int eventColumn,
        OptionalInt ingestionColumn,
        List<LabelTime> dimensions,
        List<Bound> searched,
        List<Bound> afterwards) {
    /**
     * One bound, ready to be evaluated.
     *
     * @param dimension index into {@link SearchPlan#dimensions}, or -1 for one looked at afterwards
     * @param knownAt whether it keeps out what was not yet known
     */
    public record Bound(
            int featureColumn,
            LabelTime time,
            TimeThreshold threshold,
            boolean upper,
            boolean nullPasses,
            int dimension,
            boolean knownAt) {}

    static SearchPlan of(
            MatchCondition condition, boolean earliest, List<TimeBound> bounds, Schema label, Schema feature) {
        List<LabelTime> dimensions = new ArrayList<>();
        List<Bound> searched = new ArrayList<>();
        List<Bound> afterwards = new ArrayList<>();
        for (TimeBound bound : bounds) {
            boolean onEvent = bound.featureColumn() == condition.eventTimeColumn();
            if (onEvent && isUpper(bound) == earliest) {
                afterwards.add(compile(bound, -1, false, label, feature));
            } else {
                int dimension = indexOf(
                        new LabelTime(bound.labelColumn(), bound.offset().months()), dimensions);
                searched.add(compile(bound, dimension, !onEvent && isUpper(bound), label, feature));
            }
        }
        if (dimensions.isEmpty()) {
            dimensions.add(afterwards.get(0).time());
        }
        return new SearchPlan(
                earliest,
                condition.eventTimeColumn(),
                condition.ingestionTimeColumn(),
                List.copyOf(dimensions),
                List.copyOf(searched),
                List.copyOf(afterwards));
    }

    private static int indexOf(LabelTime time, List<LabelTime> dimensions) {
        if (!dimensions.contains(time)) {
            dimensions.add(time);
        }
        return dimensions.indexOf(time);
    }

    private static boolean isUpper(TimeBound bound) {
        return bound.comparison() == Comparison.LESS || bound.comparison() == Comparison.LESS_OR_EQUAL;
    }

    private static Bound compile(TimeBound bound, int dimension, boolean knownAt, Schema label, Schema feature) {
        boolean strict = bound.comparison() == Comparison.LESS || bound.comparison() == Comparison.GREATER;
        TimeThreshold threshold = new TimeThreshold(
                TimeType.of(feature.getFields().get(bound.featureColumn())).unitNanos(),
                TimeType.of(label.getFields().get(bound.labelColumn())).unitNanos(),
                bound.offset().nanos(),
                isUpper(bound),
                strict);
        LabelTime time = new LabelTime(bound.labelColumn(), bound.offset().months());
        return new Bound(
                bound.featureColumn(), time, threshold, isUpper(bound), bound.nullPasses(), dimension, knownAt);
    }

    /** Whether one walk along sorted label times does: all bounds point the same way, at the same label time. */
    public boolean hasSlots() {
        return dimensions.size() == 1 && searched.stream().allMatch(bound -> bound.upper() != earliest);
    }

    /** Whether the least label time that may take a row is always the row's event time. */
    public boolean lowIsEvent() {
        return !earliest
                && searched.size() == 1
                && searched.get(0).upper()
                && searched.get(0).featureColumn() == eventColumn
                && searched.get(0).threshold().isIdentity();
    }

    public SlotKernel.Traits traits(boolean keptAtOnce) {
        return new SlotKernel.Traits(hasKnownAt(), lowIsEvent(), keptAtOnce);
    }

    public boolean hasKnownAt() {
        return searched.stream().anyMatch(Bound::knownAt);
    }
}

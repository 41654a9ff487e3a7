package io.godwit.planner.sql.pointintime;

import io.godwit.pitjoin.spec.TimeBound;
import io.godwit.pitjoin.spec.TimeBound.Comparison;
import java.util.List;

/** Finds two bounds of one feature column by one label column between which no time lies. */
final class Contradictions {
    private Contradictions() {}

    static boolean areIn(List<TimeBound> bounds) {
        return bounds.stream()
                .filter(Contradictions::isUpper)
                .anyMatch(upper ->
                        bounds.stream().filter(bound -> !isUpper(bound)).anyMatch(lower -> contradict(lower, upper)));
    }

    private static boolean isUpper(TimeBound bound) {
        return bound.comparison() == Comparison.LESS || bound.comparison() == Comparison.LESS_OR_EQUAL;
    }

    private static boolean contradict(TimeBound lower, TimeBound upper) {
        boolean areComparable = lower.featureColumn() == upper.featureColumn()
                && lower.labelColumn() == upper.labelColumn()
                && lower.offset().months() == upper.offset().months()
                && !lower.nullPasses()
                && !upper.nullPasses();
        if (!areComparable) {
            return false;
        }
        int order = Long.compare(lower.offset().nanos(), upper.offset().nanos());
        boolean isStrict = lower.comparison() == Comparison.GREATER || upper.comparison() == Comparison.LESS;
        return order > 0 || (order == 0 && isStrict);
    }
}

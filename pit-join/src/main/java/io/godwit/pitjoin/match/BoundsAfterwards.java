package io.godwit.pitjoin.match;

import io.godwit.pitjoin.label.LabelChunk;
import io.godwit.pitjoin.label.LabelChunk.LabelTimes;
import io.godwit.pitjoin.plan.SearchPlan;
import io.godwit.pitjoin.plan.SearchPlan.Bound;
import java.util.List;

/** The bounds of a search that are looked at when a label's best row is found, and the labels' times they compare with. */
final class BoundsAfterwards {
    private final List<Bound> bounds;
    private final List<LabelTimes> times;

    BoundsAfterwards(SearchPlan plan, LabelChunk labels) {
        this.bounds = plan.afterwards();
        this.times = bounds.stream().map(bound -> labels.times(bound.time())).toList();
    }

    /** @param event of the row, in the column's unit */
    boolean hold(int label, long event) {
        for (int i = 0; i < bounds.size(); i++) {
            if (!bounds.get(i).threshold().holds(event, times.get(i).value(label))) {
                return false;
            }
        }
        return true;
    }
}

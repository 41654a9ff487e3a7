package io.godwit.planner.rule;

import io.godwit.planner.rel.PointInTimeJoin;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Filters labels before they are joined. Only conditions on the labels alone move: one on the features would change which
 * row matches.
 */
final class PushFilterIntoLabels extends RelOptRule {
    PushFilterIntoLabels() {
        super(operand(Filter.class, operand(PointInTimeJoin.class, any())), "PushFilterIntoLabels");
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        Filter filter = call.rel(0);
        PointInTimeJoin join = call.rel(1);
        List<RexNode> pushed = new ArrayList<>();
        List<RexNode> kept = new ArrayList<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(filter.getCondition())) {
            (isOnLabels(conjunct, join) ? pushed : kept).add(conjunct);
        }
        if (pushed.isEmpty()) {
            return;
        }
        RelBuilder builder = call.builder();
        RelNode labels = builder.push(join.labels()).filter(pushed).build();
        RelNode joined = join.copy(join.getTraitSet(), List.of(labels, join.features()));
        call.transformTo(builder.push(joined).filter(kept).build());
    }

    private static boolean isOnLabels(RexNode conjunct, PointInTimeJoin join) {
        ImmutableBitSet columns = RelOptUtil.InputFinder.bits(conjunct);
        return columns.length() <= join.labelColumnCount() && RexUtil.isDeterministic(conjunct);
    }
}

package io.godwit.planner.rule;

import io.godwit.pitjoin.batch.Cancellation;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.tools.RelBuilder;

/**
 * Orders inner joins that stand one above the other: again and again the two inputs whose join is expected to be smallest are
 * joined. Inputs without a condition between them come last. All other nodes, outer and point-in-time joins among them, stay
 * as they are and count as inputs.
 */
final class JoinOrder extends RelHomogeneousShuttle {
    private final RelBuilder builder;
    private final Cancellation cancellation;

    JoinOrder(RelBuilder builder, Cancellation cancellation) {
        this.builder = builder;
        this.cancellation = cancellation;
    }

    @Override
    public RelNode visit(RelNode rel) {
        cancellation.check();
        if (!isOrdered(rel)) {
            return super.visit(rel);
        }
        List<RelNode> inputs = new ArrayList<>();
        List<RexNode> conditions = new ArrayList<>();
        collect(rel, inputs, conditions);
        boolean isFree = inputs.size() > 2 && conditions.stream().allMatch(RexUtil::isDeterministic);
        return isFree
                ? new JoinGraph(inputs, conditions, builder, cancellation).join(rel.getRowType())
                : super.visit(rel);
    }

    private static boolean isOrdered(RelNode rel) {
        return rel instanceof LogicalJoin join
                && join.getJoinType() == JoinRelType.INNER
                && join.getVariablesSet().isEmpty();
    }

    /** Conditions get to refer to the columns of all inputs side by side. */
    private void collect(RelNode rel, List<RelNode> inputs, List<RexNode> conditions) {
        if (!isOrdered(rel)) {
            inputs.add(visit(rel));
            return;
        }
        LogicalJoin join = (LogicalJoin) rel;
        int offset = inputs.stream()
                .mapToInt(input -> input.getRowType().getFieldCount())
                .sum();
        collect(join.getLeft(), inputs, conditions);
        collect(join.getRight(), inputs, conditions);
        RelOptUtil.conjunctions(join.getCondition()).forEach(each -> conditions.add(RexUtil.shift(each, offset)));
    }
}

package io.godwit.planner.rule;

import io.godwit.pitjoin.spec.FeatureJoin.KeyPair;
import io.godwit.planner.rel.PointInTimeJoin;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Filters labels before they are joined. Only conditions on the labels alone move: one on the features would change which
 * row matches. Where unmatched labels are dropped, a feature's key is the label's, and a condition on it is one on the labels.
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
            RexNode onLabels = join.keepUnmatched() ? conjunct : conjunct.accept(new KeysOfLabels(join));
            boolean moves = isOnLabels(onLabels, join);
            (moves ? pushed : kept).add(moves ? onLabels : conjunct);
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

    /** Names the label's key instead of the feature's where both are the same value and not only equal, as -0.0 and 0.0 are. */
    private static final class KeysOfLabels extends RexShuttle {
        private final PointInTimeJoin join;

        KeysOfLabels(PointInTimeJoin join) {
            this.join = join;
        }

        @Override
        public RexNode visitInputRef(RexInputRef column) {
            int feature = column.getIndex() - join.labelColumnCount();
            for (KeyPair key : join.keys()) {
                RelDataType label = join.labels()
                        .getRowType()
                        .getFieldList()
                        .get(key.labelColumn())
                        .getType();
                if (key.featureColumn() == feature
                        && label.getSqlTypeName() == column.getType().getSqlTypeName()
                        && !SqlTypeName.APPROX_TYPES.contains(label.getSqlTypeName())) {
                    return new RexInputRef(key.labelColumn(), label);
                }
            }
            return column;
        }
    }
}

package io.godwit.planner.physical;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.mapping.IntPair;

/** The columns a join demands to be equal, each pair one of the left and one of the right input; two nulls are not. */
final class JoinEqualities {
    private JoinEqualities() {}

    static List<IntPair> of(Join join) {
        int left = join.getLeft().getRowType().getFieldCount();
        List<IntPair> equalities = new ArrayList<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(join.getCondition())) {
            if (conjunct.getKind() == SqlKind.EQUALS
                    && ((RexCall) conjunct).getOperands().get(0) instanceof RexInputRef one
                    && ((RexCall) conjunct).getOperands().get(1) instanceof RexInputRef other
                    && (one.getIndex() < left) != (other.getIndex() < left)) {
                int first = Math.min(one.getIndex(), other.getIndex());
                equalities.add(IntPair.of(first, Math.max(one.getIndex(), other.getIndex()) - left));
            }
        }
        return equalities;
    }
}

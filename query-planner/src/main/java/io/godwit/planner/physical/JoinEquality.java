package io.godwit.planner.physical;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;

/**
 * Two columns that a join demands to be equal.
 *
 * @param left of the left input
 * @param right of the right input, counted from its first
 * @param nullsMatch whether two nulls are equal, too
 */
record JoinEquality(int left, int right, boolean nullsMatch) {
    static List<JoinEquality> of(Join join) {
        int leftCount = join.getLeft().getRowType().getFieldCount();
        List<JoinEquality> equalities = new ArrayList<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(join.getCondition())) {
            boolean nullsMatch = conjunct.getKind() == SqlKind.IS_NOT_DISTINCT_FROM;
            if ((nullsMatch || conjunct.getKind() == SqlKind.EQUALS)
                    && ((RexCall) conjunct).getOperands().get(0) instanceof RexInputRef one
                    && ((RexCall) conjunct).getOperands().get(1) instanceof RexInputRef other
                    && (one.getIndex() < leftCount) != (other.getIndex() < leftCount)) {
                int first = Math.min(one.getIndex(), other.getIndex());
                int second = Math.max(one.getIndex(), other.getIndex());
                equalities.add(new JoinEquality(first, second - leftCount, nullsMatch));
            }
        }
        return equalities;
    }
}

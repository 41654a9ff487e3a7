package io.godwit.planner.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalCorrelate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.tools.RelBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makes a row of constants that is computed for each row, if a condition holds, a condition on that row. Semi and anti joins
 * are written so.
 */
final class OneRowFilters extends QueryShuttle {
    private final RelBuilder builder;

    OneRowFilters(RelBuilder builder) {
        this.builder = builder;
    }

    @Override
    RelNode rewritten(RelNode rel) {
        RelNode filtered = rel instanceof LogicalCorrelate correlate && correlate.getJoinType() == JoinRelType.INNER
                ? filtered(correlate)
                : null;
        return filtered == null ? rel : filtered;
    }

    private @Nullable RelNode filtered(LogicalCorrelate correlate) {
        if (!(correlate.getRight() instanceof LogicalProject row)
                || !(row.getInput() instanceof LogicalFilter filter)
                || !(filter.getInput() instanceof LogicalValues values)
                || values.getTuples().size() != 1
                || !row.getProjects().stream().allMatch(RexLiteral.class::isInstance)) {
            return null;
        }
        List<RexNode> columns = new ArrayList<>();
        columns.addAll(
                builder.getRexBuilder().identityProjects(correlate.getLeft().getRowType()));
        columns.addAll(row.getProjects());
        RexNode condition = filter.getCondition().accept(ofItself(correlate.getCorrelationId()));
        Set<CorrelationId> variables =
                RexUtil.SubQueryFinder.find(condition) == null ? Set.of() : Set.of(correlate.getCorrelationId());
        return builder.push(correlate.getLeft())
                .filter(variables, condition)
                .project(columns, correlate.getRowType().getFieldNames())
                .build();
    }

    /** What the condition asks of the row, other than in queries within it, are columns of its input now. */
    private static RexShuttle ofItself(CorrelationId row) {
        return new RexShuttle() {
            @Override
            public RexNode visitFieldAccess(RexFieldAccess access) {
                return access.getReferenceExpr() instanceof RexCorrelVariable variable && variable.id.equals(row)
                        ? new RexInputRef(access.getField().getIndex(), access.getType())
                        : super.visitFieldAccess(access);
            }
        };
    }
}

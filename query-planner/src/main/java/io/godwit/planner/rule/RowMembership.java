package io.godwit.planner.rule;

import static org.apache.calcite.sql.fun.SqlStdOperatorTable.AND;
import static org.apache.calcite.sql.fun.SqlStdOperatorTable.CASE;
import static org.apache.calcite.sql.fun.SqlStdOperatorTable.EQUALS;
import static org.apache.calcite.sql.fun.SqlStdOperatorTable.IS_NOT_FALSE;
import static org.apache.calcite.sql.fun.SqlStdOperatorTable.NOT;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.tools.RelBuilder;

/**
 * Writes {@code (a, b) IN (SELECT …)} out where nulls make it more than a semi-join, as the SQL standard compares rows: true if
 * all parts of one row are equal, else unknown if of one row no part is unlike, else false. Calcite's own way out joins with
 * every row that may be equal, and so gives a row once for each.
 */
final class RowMembership extends RelHomogeneousShuttle {
    private final RelBuilder builder;
    private final RexBuilder rex;

    RowMembership(RelBuilder builder) {
        this.builder = builder;
        rex = builder.getRexBuilder();
    }

    @Override
    public RelNode visit(RelNode rel) {
        RelNode visited = super.visit(rel);
        if (visited instanceof LogicalFilter filter) {
            Written written = new Written(filter.getInput().getRowType());
            List<RexNode> conjuncts = RelOptUtil.conjunctions(filter.getCondition()).stream()
                    .map(written::condition)
                    .toList();
            RexNode condition = RexUtil.composeConjunction(rex, conjuncts);
            return written.changes()
                    ? builder.push(filter.getInput())
                            .filter(written.variables(filter.getVariablesSet()), condition)
                            .build()
                    : filter.copy(filter.getTraitSet(), filter.getInput(), condition);
        } else if (visited instanceof LogicalProject project) {
            Written written = new Written(project.getInput().getRowType());
            List<RexNode> items = written.visitList(project.getProjects());
            return LogicalProject.create(
                    project.getInput(),
                    project.getHints(),
                    items,
                    project.getRowType(),
                    written.variables(project.getVariablesSet()));
        } else if (visited instanceof LogicalJoin join) {
            Written written = new Written(join.getRowType());
            RelNode joined = join.accept(written);
            if (written.changes()) {
                throw new GodwitException(
                        ErrorCode.UNSUPPORTED,
                        "IN of several columns that may be null is not supported within ON; write it in WHERE, or EXISTS");
            }
            return joined;
        }
        return visited;
    }

    /** The expressions over rows of a type, whose columns they then ask for by a variable. */
    private final class Written extends RexShuttle {
        private final RexNode row;
        private final CorrelationId variable = builder.getCluster().createCorrel();
        private boolean changes;

        Written(RelDataType rowType) {
            row = rex.makeCorrel(rowType, variable);
        }

        boolean changes() {
            return changes;
        }

        Set<CorrelationId> variables(Set<CorrelationId> before) {
            Set<CorrelationId> variables = new LinkedHashSet<>(before);
            if (changes) {
                variables.add(variable);
            }
            return variables;
        }

        /** Semi-joins and anti-joins need not tell unknown from false. */
        RexNode condition(RexNode conjunct) {
            if (isOfRows(conjunct)) {
                return super.visitSubQuery(inner((RexSubQuery) conjunct));
            } else if (conjunct.getKind() == SqlKind.NOT
                    && isOfRows(((RexCall) conjunct).getOperands().get(0))) {
                RexSubQuery subQuery =
                        (RexSubQuery) ((RexCall) conjunct).getOperands().get(0);
                return rex.makeCall(NOT, exists(inner(subQuery), this::isNotUnlike));
            }
            return conjunct.accept(this);
        }

        @Override
        public RexNode visitSubQuery(RexSubQuery subQuery) {
            RexSubQuery visited = (RexSubQuery) super.visitSubQuery(inner(subQuery));
            if (!isOfRows(visited)) {
                return visited;
            }
            RelDataType type = rex.getTypeFactory()
                    .createTypeWithNullability(rex.getTypeFactory().createSqlType(SqlTypeName.BOOLEAN), true);
            return rex.makeCall(
                    CASE,
                    exists(visited, UnaryOperator.identity()),
                    rex.makeLiteral(true),
                    exists(visited, this::isNotUnlike),
                    rex.makeNullLiteral(type),
                    rex.makeLiteral(false));
        }

        private RexSubQuery inner(RexSubQuery subQuery) {
            return subQuery.clone(subQuery.rel.accept(RowMembership.this));
        }

        private RexNode isNotUnlike(RexNode comparison) {
            return rex.makeCall(IS_NOT_FALSE, comparison);
        }

        private RexNode exists(RexSubQuery subQuery, UnaryOperator<RexNode> part) {
            changes = true;
            List<RexNode> parts = new ArrayList<>();
            for (int i = 0; i < subQuery.getOperands().size(); i++) {
                RexNode value = subQuery.getOperands().get(i).accept(new RexShuttle() {
                    @Override
                    public RexNode visitInputRef(RexInputRef ref) {
                        return rex.makeFieldAccess(row, ref.getIndex());
                    }
                });
                RexNode other = rex.makeInputRef(subQuery.rel, i);
                parts.add(part.apply(rex.makeCall(EQUALS, value, other)));
            }
            return RexSubQuery.exists(
                    builder.push(subQuery.rel).filter(rex.makeCall(AND, parts)).build());
        }
    }

    private static boolean isOfRows(RexNode node) {
        return node instanceof RexSubQuery subQuery
                && subQuery.getKind() == SqlKind.IN
                && subQuery.getOperands().size() > 1
                && IntStream.range(0, subQuery.getOperands().size()).anyMatch(i -> mayBeNull(subQuery, i));
    }

    private static boolean mayBeNull(RexSubQuery subQuery, int i) {
        return subQuery.getOperands().get(i).getType().isNullable()
                || subQuery.rel.getRowType().getFieldList().get(i).getType().isNullable();
    }
}

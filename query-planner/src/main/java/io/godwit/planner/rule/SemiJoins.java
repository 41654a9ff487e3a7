package io.godwit.planner.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.tools.RelBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@code EXISTS}, {@code NOT EXISTS} and {@code IN}, where a WHERE demands them, semi-joins and anti-joins. The general
 * way out of correlation, which takes what is left, joins a copy of the outer query to the inner one first, and so reads
 * every table of both once more.
 *
 * <p>Taken are subqueries whose only correlated part is the WHERE at their top, and that ask nothing of other queries further
 * out. {@code NOT IN} is left: a null among its values makes it more than an anti-join.
 */
final class SemiJoins extends RelHomogeneousShuttle {
    private final RelBuilder builder;

    SemiJoins(RelBuilder builder) {
        this.builder = builder;
    }

    @Override
    public RelNode visit(RelNode rel) {
        RelNode visited = super.visit(rel);
        return visited instanceof LogicalFilter filter && RexUtil.SubQueryFinder.containsSubQuery(filter)
                ? joined(filter)
                : visited;
    }

    private RelNode joined(LogicalFilter filter) {
        RelNode rows = filter.getInput();
        List<RexNode> left = new ArrayList<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(filter.getCondition())) {
            RelNode join = join(rows, conjunct, filter.getVariablesSet());
            if (join == null) {
                left.add(conjunct);
            } else {
                rows = join;
            }
        }
        if (rows == filter.getInput()) {
            return filter;
        }
        RexNode condition = RexUtil.composeConjunction(builder.getRexBuilder(), left);
        if (condition.isAlwaysTrue()) {
            return rows;
        }
        boolean isCorrelated = left.stream().anyMatch(each -> RexUtil.SubQueryFinder.find(each) != null);
        return isCorrelated
                ? filter.copy(filter.getTraitSet(), rows, condition)
                : builder.push(rows).filter(condition).build();
    }

    /** The rows for which {@code conjunct} holds, or null if it is nothing for a join. */
    private @Nullable RelNode join(RelNode rows, RexNode conjunct, Set<CorrelationId> outer) {
        boolean isNegated = conjunct.getKind() == SqlKind.NOT;
        RexNode asked = isNegated ? ((RexCall) conjunct).getOperands().get(0) : conjunct;
        if (!(asked instanceof RexSubQuery subQuery)) {
            return null;
        }
        boolean isTaken = subQuery.getKind() == SqlKind.EXISTS || (subQuery.getKind() == SqlKind.IN && !isNegated);
        if (!isTaken || outer.size() > 1) {
            return null;
        }
        Inner inner = Inner.of(subQuery.rel.accept(this), builder);
        JoinRelType type = isNegated ? JoinRelType.ANTI : JoinRelType.SEMI;
        return inner.isClosed(outer) ? inner.join(rows, subQuery, type, builder) : null;
    }

    /**
     * A subquery taken apart.
     *
     * @param rows what it reads, with the conditions that ask nothing of the outer query
     * @param values what it selects, over {@code rows}
     * @param correlated its other conditions, over {@code rows} and the outer query
     */
    private record Inner(RelNode rows, List<? extends RexNode> values, List<RexNode> correlated) {
        static Inner of(RelNode query, RelBuilder builder) {
            RelNode rows = query;
            List<? extends RexNode> values = builder.getRexBuilder().identityProjects(query.getRowType());
            if (rows instanceof LogicalProject project && !project.containsOver()) {
                values = project.getProjects();
                rows = project.getInput();
            }
            List<RexNode> correlated = new ArrayList<>();
            if (rows instanceof LogicalFilter filter
                    && !RelOptUtil.getVariablesUsed(filter).isEmpty()) {
                List<RexNode> own = new ArrayList<>();
                for (RexNode condition : RelOptUtil.conjunctions(filter.getCondition())) {
                    (correlations(condition).isEmpty() ? own : correlated).add(condition);
                }
                rows = builder.push(filter.getInput())
                        .filter(filter.getVariablesSet(), own)
                        .build();
            }
            return new Inner(rows, values, correlated);
        }

        private static Set<CorrelationId> correlations(RexNode condition) {
            RelOptUtil.VariableUsedVisitor used = new RelOptUtil.VariableUsedVisitor(null);
            condition.accept(used);
            return used.variables;
        }

        /** Whether nothing but its conditions knows the outer query, and they no other. */
        boolean isClosed(Set<CorrelationId> outer) {
            return RelOptUtil.getVariablesUsed(rows).isEmpty()
                    && values.stream().allMatch(Inner::isPlain)
                    && values.stream().allMatch(value -> correlations(value).isEmpty())
                    && correlated.stream().allMatch(each -> isPlain(each) && outer.containsAll(correlations(each)));
        }

        private static boolean isPlain(RexNode expression) {
            return RexUtil.SubQueryFinder.find(expression) == null && RexUtil.isDeterministic(expression);
        }

        RelNode join(RelNode outer, RexSubQuery subQuery, JoinRelType type, RelBuilder builder) {
            RexBuilder rex = builder.getRexBuilder();
            int outerCount = outer.getRowType().getFieldCount();
            RexShuttle sideBySide = new RexShuttle() {
                @Override
                public RexNode visitInputRef(RexInputRef ref) {
                    return new RexInputRef(ref.getIndex() + outerCount, ref.getType());
                }

                @Override
                public RexNode visitFieldAccess(RexFieldAccess access) {
                    return access.getReferenceExpr() instanceof RexCorrelVariable
                            ? new RexInputRef(access.getField().getIndex(), access.getType())
                            : super.visitFieldAccess(access);
                }
            };
            List<RexNode> conditions = new ArrayList<>(sideBySide.visitList(correlated));
            for (int i = 0; i < subQuery.getOperands().size(); i++) {
                RexNode value = values.get(i).accept(sideBySide);
                conditions.add(rex.makeCall(
                        SqlStdOperatorTable.EQUALS, subQuery.getOperands().get(i), value));
            }
            RexNode condition = RexUtil.composeConjunction(rex, conditions);
            return LogicalJoin.create(outer, rows, List.of(), condition, Set.of(), type);
        }
    }
}

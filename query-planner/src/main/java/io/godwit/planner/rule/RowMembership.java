package io.godwit.planner.rule;

import static org.apache.calcite.sql.fun.SqlStdOperatorTable.AND;
import static org.apache.calcite.sql.fun.SqlStdOperatorTable.CASE;
import static org.apache.calcite.sql.fun.SqlStdOperatorTable.EQUALS;
import static org.apache.calcite.sql.fun.SqlStdOperatorTable.IS_NOT_FALSE;
import static org.apache.calcite.sql.fun.SqlStdOperatorTable.IS_NULL;
import static org.apache.calcite.sql.fun.SqlStdOperatorTable.NOT;
import static org.apache.calcite.sql.fun.SqlStdOperatorTable.OR;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptUtil;
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
final class RowMembership extends QueryShuttle {
    private final RelBuilder builder;
    private final RexBuilder rex;

    RowMembership(RelBuilder builder) {
        this.builder = builder;
        rex = builder.getRexBuilder();
    }

    @Override
    RelNode rewritten(RelNode rel) {
        if (rel instanceof LogicalFilter filter && RexUtil.SubQueryFinder.containsSubQuery(filter)) {
            return written(filter);
        } else if (rel instanceof LogicalProject project && RexUtil.SubQueryFinder.containsSubQuery(project)) {
            return written(project);
        } else if (rel instanceof LogicalJoin join && RexUtil.SubQueryFinder.containsSubQuery(join)) {
            checkNeedsNoWriting(join);
        }
        return rel;
    }

    private RelNode written(LogicalFilter filter) {
        Written written = new Written(filter.getInput().getRowType(), filter.getVariablesSet());
        RexNode condition = written.condition(filter.getCondition());
        return written.changes()
                ? builder.push(filter.getInput())
                        .filter(written.variables(), condition)
                        .build()
                : filter;
    }

    private RelNode written(LogicalProject project) {
        Written written = new Written(project.getInput().getRowType(), project.getVariablesSet());
        List<RexNode> items = written.visitList(project.getProjects());
        return written.changes()
                ? LogicalProject.create(
                        project.getInput(), project.getHints(), items, project.getRowType(), written.variables())
                : project;
    }

    private void checkNeedsNoWriting(LogicalJoin join) {
        Written written = new Written(join.getRowType(), join.getVariablesSet());
        written.condition(join.getCondition());
        if (written.changes()) {
            throw new GodwitException(
                    ErrorCode.UNSUPPORTED,
                    "ON takes IN of several columns that may be null only where it is demanded; write other forms in WHERE");
        }
    }

    /** The expressions over rows of a type, whose columns the subqueries within ask for by a variable, the one they have if any. */
    private final class Written extends RexShuttle {
        private final Set<CorrelationId> variables;
        private final RexNode row;
        private boolean changes;

        Written(RelDataType rowType, Set<CorrelationId> variables) {
            this.variables = variables.isEmpty() ? Set.of(builder.getCluster().createCorrel()) : variables;
            row = rex.makeCorrel(rowType, this.variables.iterator().next());
        }

        boolean changes() {
            return changes;
        }

        Set<CorrelationId> variables() {
            return variables;
        }

        /** Semi-joins and anti-joins need not tell unknown from false. */
        RexNode condition(RexNode condition) {
            List<RexNode> conjuncts = RelOptUtil.conjunctions(condition).stream()
                    .map(this::conjunct)
                    .toList();
            return RexUtil.composeConjunction(rex, conjuncts);
        }

        private RexNode conjunct(RexNode conjunct) {
            if (isOfRows(conjunct)) {
                return super.visitSubQuery((RexSubQuery) conjunct);
            } else if (conjunct.getKind() == SqlKind.NOT
                    && isOfRows(((RexCall) conjunct).getOperands().get(0))) {
                Comparison comparison = new Comparison(
                        (RexSubQuery) ((RexCall) conjunct).getOperands().get(0));
                return rex.makeCall(
                        AND,
                        rex.makeCall(NOT, comparison.isEqualToOne()),
                        rex.makeCall(NOT, comparison.mayEqualOneWithNull()),
                        rex.makeCall(NOT, comparison.mayEqualOneByItsNulls()));
            }
            return conjunct.accept(this);
        }

        @Override
        public RexNode visitSubQuery(RexSubQuery subQuery) {
            RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subQuery);
            if (!isOfRows(visited)) {
                return visited;
            }
            Comparison comparison = new Comparison(visited);
            RelDataType type = rex.getTypeFactory()
                    .createTypeWithNullability(rex.getTypeFactory().createSqlType(SqlTypeName.BOOLEAN), true);
            return rex.makeCall(
                    CASE,
                    comparison.isEqualToOne(),
                    rex.makeLiteral(true),
                    rex.makeCall(OR, comparison.mayEqualOneWithNull(), comparison.mayEqualOneByItsNulls()),
                    rex.makeNullLiteral(type),
                    rex.makeLiteral(false));
        }

        /** The variable's columns in place of the input's. */
        private RexNode outer(RexNode expression) {
            changes = true;
            return expression.accept(new RexShuttle() {
                @Override
                public RexNode visitInputRef(RexInputRef ref) {
                    return rex.makeFieldAccess(row, ref.getIndex());
                }
            });
        }

        /**
         * A row against those of a subquery, in questions of which each is cheap: one is a join by equality, and the others
         * concern the few rows that hold nulls on one side or the other.
         */
        private final class Comparison {
            private final List<RexNode> values;
            private final RelNode others;
            private final List<RexNode> parts = new ArrayList<>();

            Comparison(RexSubQuery subQuery) {
                values = subQuery.getOperands();
                others = subQuery.rel;
                for (int i = 0; i < values.size(); i++) {
                    parts.add(rex.makeCall(EQUALS, outer(values.get(i)), rex.makeInputRef(others, i)));
                }
            }

            RexNode isEqualToOne() {
                return exists(parts);
            }

            RexNode mayEqualOneWithNull() {
                return exists(noneIsUnlike(anyIsNull(rex.identityProjects(others.getRowType()))));
            }

            RexNode mayEqualOneByItsNulls() {
                RexNode hasNull = anyIsNull(values);
                return rex.makeCall(AND, hasNull, exists(noneIsUnlike(outer(hasNull))));
            }

            private List<RexNode> noneIsUnlike(RexNode condition) {
                List<RexNode> conditions = new ArrayList<>(List.of(condition));
                parts.forEach(part -> conditions.add(rex.makeCall(IS_NOT_FALSE, part)));
                return conditions;
            }

            private RexNode exists(List<RexNode> conditions) {
                return RexSubQuery.exists(
                        builder.push(others).filter(conditions).build());
            }

            private RexNode anyIsNull(List<? extends RexNode> expressions) {
                List<RexNode> nulls = new ArrayList<>();
                expressions.forEach(each -> nulls.add(rex.makeCall(IS_NULL, each)));
                return rex.makeCall(OR, nulls);
            }
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

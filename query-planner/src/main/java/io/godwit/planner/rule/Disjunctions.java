package io.godwit.planner.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Finds in {@code OR}s over joined tables what holds for every one of their branches. A conjunct that all branches share becomes
 * one of the whole, so that an equality among them joins. What the branches ask of one table becomes a further
 * condition on that table, which can go down to its scan; the {@code OR} itself stays.
 */
final class Disjunctions extends RelHomogeneousShuttle {
    private final RexBuilder builder;

    Disjunctions(RexBuilder builder) {
        this.builder = builder;
    }

    @Override
    public RelNode visit(RelNode rel) {
        RelNode visited = super.visit(rel);
        if (visited instanceof LogicalFilter filter) {
            RexNode condition = explicit(filter.getCondition(), tables(filter.getInput()));
            return filter.copy(filter.getTraitSet(), filter.getInput(), condition);
        }
        if (isInner(visited)) {
            LogicalJoin join = (LogicalJoin) visited;
            RexNode condition = explicit(join.getCondition(), tables(join));
            return join.copy(
                    join.getTraitSet(),
                    condition,
                    join.getLeft(),
                    join.getRight(),
                    join.getJoinType(),
                    join.isSemiJoinDone());
        }
        return visited;
    }

    /** The columns of each input of the inner joins that stand one above the other in {@code rel}. */
    private static List<ImmutableBitSet> tables(RelNode rel) {
        List<ImmutableBitSet> tables = new ArrayList<>();
        collectTables(rel, 0, tables);
        return tables;
    }

    private static void collectTables(RelNode rel, int firstColumn, List<ImmutableBitSet> tables) {
        int columns = rel.getRowType().getFieldCount();
        if (!isInner(rel)) {
            tables.add(ImmutableBitSet.range(firstColumn, firstColumn + columns));
            return;
        }
        LogicalJoin join = (LogicalJoin) rel;
        collectTables(join.getLeft(), firstColumn, tables);
        collectTables(join.getRight(), firstColumn + join.getLeft().getRowType().getFieldCount(), tables);
    }

    private static boolean isInner(RelNode rel) {
        return rel instanceof LogicalJoin join && join.getJoinType() == JoinRelType.INNER;
    }

    private RexNode explicit(RexNode condition, List<ImmutableBitSet> tables) {
        if (tables.size() < 2 || !RexUtil.isDeterministic(condition) || !containsOr(condition)) {
            return condition;
        }
        List<RexNode> conjuncts = new ArrayList<>(RelOptUtil.conjunctions(RexUtil.pullFactors(builder, condition)));
        for (RexNode conjunct : List.copyOf(conjuncts)) {
            List<RexNode> branches = RelOptUtil.disjunctions(conjunct);
            ImmutableBitSet columns = RelOptUtil.InputFinder.bits(conjunct);
            if (branches.size() > 1 && tables.stream().noneMatch(table -> table.contains(columns))) {
                tables.forEach(table -> ofTable(branches, table).ifPresent(conjuncts::add));
            }
        }
        return RexUtil.composeConjunction(builder, conjuncts);
    }

    private static boolean containsOr(RexNode condition) {
        return RelOptUtil.conjunctions(condition).stream()
                .anyMatch(each -> RelOptUtil.disjunctions(each).size() > 1);
    }

    /** What every branch asks of the table's columns alone; empty where one of them asks nothing. */
    private Optional<RexNode> ofTable(List<RexNode> branches, ImmutableBitSet table) {
        List<RexNode> weaker = new ArrayList<>();
        for (RexNode branch : branches) {
            List<RexNode> asked = RelOptUtil.conjunctions(branch).stream()
                    .filter(each -> isOf(table, RelOptUtil.InputFinder.bits(each)))
                    .toList();
            if (asked.isEmpty()) {
                return Optional.empty();
            }
            weaker.add(RexUtil.composeConjunction(builder, asked));
        }
        return Optional.of(RexUtil.composeDisjunction(builder, weaker));
    }

    private static boolean isOf(ImmutableBitSet table, ImmutableBitSet columns) {
        return !columns.isEmpty() && table.contains(columns);
    }
}

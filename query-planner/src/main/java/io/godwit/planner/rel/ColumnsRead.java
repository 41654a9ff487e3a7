package io.godwit.planner.rel;

import io.godwit.pitjoin.spec.FeatureJoin.KeyPair;
import io.godwit.pitjoin.spec.MatchCondition;
import io.godwit.pitjoin.spec.TimeBound;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.util.ImmutableBitSet;

/** Walks a plan from its root to its scans and notes which columns of each table somebody above needs. */
final class ColumnsRead {
    private final boolean withTies;
    private final Map<Relation, TreeSet<Integer>> columns = new LinkedHashMap<>();

    /** @param withTies whether a column that does nothing but decide ties of a join counts */
    ColumnsRead(boolean withTies) {
        this.withTies = withTies;
    }

    Map<Relation, TreeSet<Integer>> of(RelNode plan) {
        visit(plan, all(plan));
        return columns;
    }

    private static ImmutableBitSet all(RelNode rel) {
        return ImmutableBitSet.range(rel.getRowType().getFieldCount());
    }

    private void visit(RelNode rel, ImmutableBitSet needed) {
        if (rel instanceof TableScan scan && scan.getTable().unwrap(BoundTable.class) != null) {
            columns.computeIfAbsent(BoundTable.relationOf(scan), relation -> new TreeSet<>())
                    .addAll(needed.asList());
        } else if (rel instanceof Project project) {
            visit(project.getInput(), RelOptUtil.InputFinder.bits(project.getProjects(), null));
        } else if (rel instanceof Filter filter) {
            visit(filter.getInput(), needed.union(RelOptUtil.InputFinder.bits(filter.getCondition())));
        } else if (rel instanceof PointInTimeJoin join) {
            visit(join, needed);
        } else {
            rel.getInputs().forEach(input -> visit(input, all(input)));
        }
    }

    private void visit(PointInTimeJoin join, ImmutableBitSet needed) {
        int labelCount = join.labelColumnCount();
        ImmutableBitSet.Builder labels = ImmutableBitSet.builder();
        ImmutableBitSet.Builder features = ImmutableBitSet.builder();
        needed.forEach(column ->
                (column < labelCount ? labels : features).set(column < labelCount ? column : column - labelCount));
        for (KeyPair key : join.keys()) {
            labels.set(key.labelColumn());
            features.set(key.featureColumn());
        }
        MatchCondition condition = join.condition();
        features.set(condition.eventTimeColumn());
        for (TimeBound bound : condition.bounds()) {
            labels.set(bound.labelColumn());
            features.set(bound.featureColumn());
        }
        if (withTies) {
            condition.ingestionTimeColumn().ifPresent(features::set);
        }
        visit(join.labels(), labels.build());
        visit(join.features(), features.build());
    }
}

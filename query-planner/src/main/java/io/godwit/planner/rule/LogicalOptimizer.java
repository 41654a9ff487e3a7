package io.godwit.planner.rule;

import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.planner.rel.Present;
import java.util.List;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.hep.HepMatchOrder;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.rules.ProjectMergeRule;
import org.apache.calcite.tools.RelBuilder;

/** Improves a plan by rules that always pay: no cost is compared. Stateless. */
public final class LogicalOptimizer {
    private static final List<RelOptRule> SUB_QUERIES = List.of(
            CoreRules.FILTER_SUB_QUERY_TO_CORRELATE,
            CoreRules.PROJECT_SUB_QUERY_TO_CORRELATE,
            CoreRules.JOIN_SUB_QUERY_TO_CORRELATE);

    /** What a query leaves out before it is joined to itself need not be left out twice. */
    private static final List<RelOptRule> BELOW_CORRELATIONS =
            List.of(CoreRules.FILTER_PROJECT_TRANSPOSE, CoreRules.FILTER_INTO_JOIN, CoreRules.FILTER_CORRELATE);

    /** Simplified, a column may turn out to be never null, and Calcite refuses a rule that changes a type. */
    private static final RelOptRule MERGE_PROJECTIONS = ProjectMergeRule.Config.DEFAULT
            .withRelBuilderFactory(RelBuilder.proto(RelBuilder.Config.DEFAULT.withSimplify(false)))
            .toRule();

    private static final List<RelOptRule> PUSH_DOWN = List.of(
            CoreRules.FILTER_MERGE,
            CoreRules.FILTER_PROJECT_TRANSPOSE,
            CoreRules.FILTER_INTO_JOIN,
            CoreRules.JOIN_CONDITION_PUSH,
            CoreRules.FILTER_AGGREGATE_TRANSPOSE,
            CoreRules.FILTER_SET_OP_TRANSPOSE,
            CoreRules.FILTER_REDUCE_EXPRESSIONS,
            MERGE_PROJECTIONS,
            CoreRules.PROJECT_REMOVE,
            new PushFilterIntoLabels());

    private static final List<RelOptRule> TIDY_UP = List.of(MERGE_PROJECTIONS, CoreRules.PROJECT_REMOVE);

    /**
     * @param present the statement's
     * @param cancellation looked at before each change to the plan, and for each node whose place or columns are chosen
     */
    public RelNode optimize(RelNode plan, Present present, Cancellation cancellation) {
        RelBuilder builder = RelFactories.LOGICAL_BUILDER.create(plan.getCluster(), null);
        RelNode separate = plan.accept(new SubQueriesOfWindows(builder.getRexBuilder()));
        RelNode conditioned = separate.accept(new OneRowFilters(builder));
        RelNode compared = conditioned.accept(new RowMembership(builder));
        RelNode unnested = run(compared.accept(new SemiJoins(builder)), SUB_QUERIES, cancellation);
        RelNode filtered = run(unnested, BELOW_CORRELATIONS, cancellation);
        RelNode decorrelated = Correlations.decorrelated(filtered, builder, cancellation);
        RelNode folded = decorrelated.accept(new FoldConstants(plan.getCluster().getRexBuilder(), present));
        RelNode explicit = folded.accept(new Disjunctions(plan.getCluster().getRexBuilder()));
        RelNode pushed = run(explicit, PUSH_DOWN, cancellation);
        RelNode ordered = pushed.accept(new JoinOrder(builder, cancellation));
        RelNode pruned = new ColumnPruner(builder, cancellation).trim(ordered);
        return run(pruned, TIDY_UP, cancellation);
    }

    private static RelNode run(RelNode plan, List<RelOptRule> rules, Cancellation cancellation) {
        HepProgram program = new HepProgramBuilder()
                .addMatchOrder(HepMatchOrder.BOTTOM_UP)
                .addRuleCollection(rules)
                .build();
        HepPlanner planner = new HepPlanner(program) {
            @Override
            public void checkCancel() {
                cancellation.check();
            }
        };
        planner.setRoot(plan);
        return planner.findBestExp();
    }
}

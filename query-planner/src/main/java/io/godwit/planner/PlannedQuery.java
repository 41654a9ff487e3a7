package io.godwit.planner;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.batch.Shard;
import io.godwit.planner.operator.GatheredBatches;
import io.godwit.planner.physical.ExecutionProfile;
import io.godwit.planner.physical.FeatureQuality;
import io.godwit.planner.physical.PhysicalPlan;
import io.godwit.planner.physical.PhysicalPlanner;
import io.godwit.planner.rule.BindParameters;
import io.godwit.planner.rule.RowOrder;
import io.godwit.planner.rule.RowStability;
import java.time.Instant;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.rel.RelNode;
import org.jspecify.annotations.Nullable;

/**
 * A query with its plan. Parameters are put in as literals before the plan is made physical, so that scans prune by them.
 *
 * @param readsClock whether the text, or a view it reads, asked for the present
 * @param plan as optimized, parameters open
 * @param physical what {@code plan} becomes; it runs if there are no parameters
 */
record PlannedQuery(
        String sql,
        Schema schema,
        Schema parameterSchema,
        Pins pins,
        long estimatedRows,
        boolean readsClock,
        RelNode plan,
        PhysicalPlanner planner,
        PhysicalPlan physical)
        implements PreparedQuery {
    @Override
    public boolean hasEffects() {
        return false;
    }

    @Override
    public boolean isReplayable() {
        return physical.isDeterministic();
    }

    @Override
    public PreparedQuery steady() {
        return steady(plan);
    }

    private PlannedQuery steady(RelNode rows) {
        PhysicalPlanner steady = planner.steady();
        return new PlannedQuery(
                sql, schema, parameterSchema, pins, estimatedRows, readsClock, rows, steady, steady.plan(rows, schema));
    }

    /** Where operators mind the order of rows that have none, the result stays refused. */
    @Override
    public PreparedQuery inFixedOrder() {
        if (isReplayable()) {
            return this;
        }
        String varies = whatVaries();
        PlannedQuery fixed = varies == null ? steady(RowOrder.fix(plan)) : this;
        if (fixed.isReplayable()) {
            return fixed;
        }
        throw new GodwitException(
                ErrorCode.FAILED_PRECONDITION,
                "This result has no parts and cannot be shuffled, because %s; read it whole, or keep it as a materialized training dataset and read that"
                        .formatted(
                                varies == null
                                        ? "it takes the first of rows that come in another order each time (add ORDER BY with a key before LIMIT)"
                                        : varies));
    }

    @Override
    public @Nullable String whatVaries() {
        return RowStability.whatVaries(plan);
    }

    @Override
    public String explain() {
        return physical.explain();
    }

    @Override
    public BatchStream execute(ExecutionContext context, Parameters parameters) {
        return run(bound(parameters), context);
    }

    @Override
    public boolean comesApart(Shard shard) {
        return isReplayable() && physical.shard(shard) != null;
    }

    @Override
    public BatchStream execute(ExecutionContext context, Parameters parameters, Shard shard) {
        PhysicalPlan part = bound(parameters).shard(shard);
        if (part == null) {
            throw new IllegalArgumentException("The statement runs whole only: " + sql);
        }
        return run(part, context);
    }

    /** How well its joins matched stands in the run's notes. */
    private static BatchStream run(PhysicalPlan plan, ExecutionContext context) {
        ExecutionProfile profile = new ExecutionProfile();
        context.notes()
                .add(
                        "joins",
                        () -> profile.qualities().stream()
                                .map(FeatureQuality::json)
                                .toList());
        return new GatheredBatches(plan.open(context, profile), context.allocator(), context.cancellation());
    }

    /** The same plan, bound to the same tables, for a statement of another present. */
    PlannedQuery at(Instant instant) {
        return new PlannedQuery(
                sql, schema, parameterSchema, pins.at(instant), estimatedRows, readsClock, plan, planner, physical);
    }

    PhysicalPlan bound(Parameters parameters) {
        int expected = parameterSchema.getFields().size();
        if (parameters.values().size() != expected) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The statement has %d parameters and %d values were bound"
                            .formatted(expected, parameters.values().size()));
        }
        if (expected == 0) {
            return physical;
        }
        RelNode bound =
                new BindParameters(parameters.values(), plan.getCluster().getRexBuilder(), planner.zone()).bind(plan);
        return planner.plan(bound, schema);
    }
}

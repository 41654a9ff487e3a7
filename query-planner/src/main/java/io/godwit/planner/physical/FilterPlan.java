package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Shard;
import io.godwit.pitjoin.spec.FeatureSource;
import io.godwit.planner.operator.FilterOperator;
import io.godwit.planner.operator.Scalar;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** Keeps the rows for which a condition is true. */
record FilterPlan(PhysicalPlan input, RexNode condition) implements PhysicalPlan {
    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public List<PhysicalPlan> inputs() {
        return List.of(input);
    }

    @Override
    public String describe() {
        return "Filter " + Describe.expression(condition, schema());
    }

    @Override
    public @Nullable PhysicalPlan shard(Shard shard) {
        PhysicalPlan part = input.shard(shard);
        return part == null ? null : new FilterPlan(part, condition);
    }

    @Override
    public BatchStream open(ExecutionContext context, ExecutionProfile profile) {
        return open(context, profile, List.of());
    }

    @Override
    public BatchStream open(ExecutionContext context, ExecutionProfile profile, List<InputKeys> keys) {
        Scalar compiled = ScalarCompiler.compile(condition); // what cannot be compiled opens nothing
        return new FilterOperator(context, input.openTimed(context, profile, keys), compiled);
    }

    @Override
    public FeatureSource features(ExecutionProfile profile) {
        FeatureSource rows = input.features(profile);
        return rows.canFetch() ? new FilteredFeatures(rows, condition) : PhysicalPlan.super.features(profile);
    }
}

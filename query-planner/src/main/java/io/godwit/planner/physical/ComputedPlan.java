package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.rel.Relation;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** Rows Godwit makes itself. */
record ComputedPlan(Relation.Computed relation) implements PhysicalPlan {
    @Override
    public Schema schema() {
        return relation.schema();
    }

    @Override
    public List<PhysicalPlan> inputs() {
        return List.of();
    }

    @Override
    public String describe() {
        return "Compute " + relation.name();
    }

    @Override
    public BatchStream open(ExecutionContext context, ExecutionProfile profile) {
        return relation.rows().apply(context);
    }
}

package io.godwit.planner;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.physical.PhysicalPlan;
import org.apache.arrow.vector.types.pojo.Schema;

/** A query with its physical plan. */
record PlannedQuery(String sql, Schema parameterSchema, Pins pins, long estimatedRows, PhysicalPlan plan)
        implements PreparedQuery {
    @Override
    public Schema schema() {
        return plan.schema();
    }

    @Override
    public boolean hasEffects() {
        return false;
    }

    @Override
    public boolean isReplayable() {
        return true;
    }

    @Override
    public String explain() {
        return plan.explain();
    }

    @Override
    public BatchStream execute(ExecutionContext context, Parameters parameters) {
        int expected = parameterSchema.getFields().size();
        if (parameters.values().size() != expected) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The statement has %d parameters and %d values were bound"
                            .formatted(expected, parameters.values().size()));
        }
        return plan.open(context);
    }
}

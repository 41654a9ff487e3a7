package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.operator.LimitOperator;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** Leaves out the first rows, and ends after some; {@code Long.MAX_VALUE} for all. */
record LimitPlan(PhysicalPlan input, long offset, long fetch) implements PhysicalPlan {
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
        return "Limit " + (fetch == Long.MAX_VALUE ? "all" : fetch) + (offset == 0 ? "" : " offset " + offset);
    }

    /** Which rows come first decides which are taken. */
    @Override
    public boolean isStable() {
        return input.isDeterministic();
    }

    @Override
    public BatchStream open(ExecutionContext context, ExecutionProfile profile) {
        return new LimitOperator(input.openTimed(context, profile), offset, fetch);
    }
}

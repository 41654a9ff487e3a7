package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.operator.UnionOperator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Schema;

/** All rows of its inputs, one input after the other. */
record UnionPlan(List<PhysicalPlan> inputs, Schema schema) implements PhysicalPlan {
    UnionPlan {
        inputs = List.copyOf(inputs);
    }

    @Override
    public String describe() {
        return "Union all";
    }

    @Override
    public BatchStream open(ExecutionContext context, ExecutionProfile profile) {
        return new UnionOperator(
                schema,
                inputs.stream()
                        .map(input -> (Supplier<BatchStream>) () -> input.openTimed(context, profile))
                        .collect(Collectors.toList()));
    }
}

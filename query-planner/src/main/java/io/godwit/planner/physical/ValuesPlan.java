package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.operator.Scalar;
import io.godwit.planner.operator.ValuesOperator;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** Rows written in the statement. */
record ValuesPlan(List<List<Scalar>> rows, Schema schema) implements PhysicalPlan {
    @Override
    public List<PhysicalPlan> inputs() {
        return List.of();
    }

    @Override
    public String describe() {
        return "Values " + rows.size() + (rows.size() == 1 ? " row" : " rows");
    }

    @Override
    public BatchStream open(ExecutionContext context, ExecutionProfile profile) {
        return new ValuesOperator(context, schema, rows);
    }
}

package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.spec.FeatureSource;
import io.godwit.pitjoin.spec.LabelBounds;
import io.godwit.planner.operator.NumberedRows;
import io.godwit.planner.operator.ProjectOperator;
import io.godwit.planner.operator.ProjectOperator.Output;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** A plan as the feature side of a join. Its rows have no ids of their own, so all columns are carried inline. */
record PlanFeatures(PhysicalPlan plan, ExecutionProfile profile) implements FeatureSource {
    @Override
    public Schema schema() {
        return plan.schema();
    }

    @Override
    public BatchStream read(ExecutionContext context, List<Integer> columns, LabelBounds bounds) {
        Schema chosen = new Schema(
                columns.stream().map(column -> schema().getFields().get(column)).toList());
        List<Output> outputs = columns.stream()
                .map(column -> (Output) new Output.Column(column))
                .toList();
        return new NumberedRows(context, new ProjectOperator(context, plan.open(context, profile), outputs, chosen));
    }

    @Override
    public boolean canFetch() {
        return false;
    }

    @Override
    public BatchStream fetch(ExecutionContext context, long[] rowIds, List<Integer> columns) {
        throw new GodwitException(ErrorCode.INTERNAL, "The rows of a plan cannot be fetched by id");
    }
}

package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Shard;
import io.godwit.pitjoin.spec.FeatureSource;
import io.godwit.planner.operator.ProjectOperator;
import io.godwit.planner.operator.ProjectOperator.Output;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** Chooses, renames and computes columns. */
record ProjectPlan(PhysicalPlan input, List<RexNode> expressions, Schema schema) implements PhysicalPlan {
    ProjectPlan {
        expressions = List.copyOf(expressions);
    }

    @Override
    public List<PhysicalPlan> inputs() {
        return List.of(input);
    }

    @Override
    public String describe() {
        Schema inputs = input.schema(); // asked once: it is put together anew from all that lies below
        return IntStream.range(0, expressions.size())
                .mapToObj(column -> describeColumn(column, inputs))
                .collect(Collectors.joining(", ", "Project ", ""));
    }

    private String describeColumn(int column, Schema inputs) {
        String expression = Describe.expression(expressions.get(column), inputs);
        String name = schema.getFields().get(column).getName();
        return expression.equals(name) ? name : expression + " AS " + name;
    }

    @Override
    public @Nullable PhysicalPlan shard(Shard shard) {
        PhysicalPlan part = input.shard(shard);
        return part == null ? null : new ProjectPlan(part, expressions, schema);
    }

    @Override
    public BatchStream open(ExecutionContext context, ExecutionProfile profile) {
        return open(context, profile, List.of());
    }

    @Override
    public BatchStream open(ExecutionContext context, ExecutionProfile profile, List<InputKeys> keys) {
        List<Output> outputs = expressions.stream().map(ProjectPlan::output).toList();
        return new ProjectOperator(context, input.openTimed(context, profile, inputKeys(keys)), outputs, schema);
    }

    /** The rows of a table stay its own, whatever is made of their columns: they have a history, and bounds of labels prune it. */
    @Override
    public FeatureSource features(ExecutionProfile profile) {
        FeatureSource rows = input.features(profile);
        return rows.canFetch()
                ? new ProjectedFeatures(rows, expressions, schema)
                : PhysicalPlan.super.features(profile);
    }

    private List<InputKeys> inputKeys(List<InputKeys> keys) {
        return keys.stream()
                .filter(wanted -> expressions.get(wanted.column()) instanceof RexInputRef)
                .map(wanted -> wanted.ofColumn(((RexInputRef) expressions.get(wanted.column())).getIndex()))
                .toList();
    }

    static Output output(RexNode expression) {
        return expression instanceof RexInputRef ref
                ? new Output.Column(ref.getIndex())
                : new Output.Computed(ScalarCompiler.compile(expression));
    }
}

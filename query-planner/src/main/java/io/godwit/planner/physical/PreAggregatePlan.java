package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.aggregate.Measure;
import io.godwit.planner.aggregate.Number64;
import io.godwit.planner.aggregate.PreAggregateOperator;
import io.godwit.planner.rel.PreAggregate.Measured;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/** Sums, counts and extremes of parts of the rows of each group. */
record PreAggregatePlan(PhysicalPlan input, List<Integer> keys, List<Measured> measures, Schema schema)
        implements PhysicalPlan {
    PreAggregatePlan {
        keys = List.copyOf(keys);
        measures = List.copyOf(measures);
    }

    @Override
    public List<PhysicalPlan> inputs() {
        return List.of(input);
    }

    @Override
    public String describe() {
        String measured = measures.stream().map(this::describe).collect(Collectors.joining(", "));
        String by = keys.stream()
                .map(key -> input.schema().getFields().get(key).getName())
                .collect(Collectors.joining(", "));
        return "PreAggregate " + measured + (by.isEmpty() ? "" : " by " + by);
    }

    private String describe(Measured measure) {
        String argument = measure.argument() == null ? "*" : Describe.expression(measure.argument(), input.schema());
        return measure.kind().lowerName + "(" + argument + ")";
    }

    @Override
    public BatchStream open(ExecutionContext context, ExecutionProfile profile) {
        return open(context, profile, List.of());
    }

    @Override
    public BatchStream open(ExecutionContext context, ExecutionProfile profile, List<InputKeys> wanted) {
        List<InputKeys> below = wanted.stream()
                .filter(column -> column.column() < keys.size())
                .map(column -> column.ofColumn(keys.get(column.column())))
                .toList();
        List<Measure> compiled =
                measures.stream().map(PreAggregatePlan::measure).toList();
        return new PreAggregateOperator(context, input.openTimed(context, profile, below), keys, compiled, schema);
    }

    private static Measure measure(Measured measure) {
        Measure.Kind kind = switch (measure.kind()) {
            case SUM -> Measure.Kind.SUM;
            case COUNT -> Measure.Kind.COUNT;
            case MIN -> Measure.Kind.MIN;
            case MAX -> Measure.Kind.MAX;
            default -> throw new IllegalArgumentException("Not a measure: " + measure);
        };
        return new Measure(kind, argument(measure));
    }

    /** Of what is counted only nulls matter, so it may be of any type. */
    private static @Nullable Number64 argument(Measured measure) {
        RexNode argument = measure.argument();
        if (measure.kind() == SqlKind.COUNT && argument instanceof RexInputRef ref) {
            return new Number64.Column(ref.getIndex());
        }
        return argument == null ? null : Number64Compiler.compile(argument);
    }
}

package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.operator.ProjectOperator;
import io.godwit.planner.operator.ProjectOperator.Output;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/** Columns of a feature source that are read for others, each once. */
record ReadColumns(List<Integer> columns) {
    static ReadColumns of(Collection<Integer> columns, List<RexNode> expressions) {
        Stream<Integer> named =
                expressions.stream().flatMap(expression -> RelOptUtil.InputFinder.bits(expression).asList().stream());
        return new ReadColumns(Stream.concat(columns.stream(), named).distinct().toList());
    }

    Output column(int column) {
        return new Output.Column(columns.indexOf(column));
    }

    /** An expression over the source's columns as one over those read. */
    RexNode expression(RexNode expression) {
        return expression.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return new RexInputRef(columns.indexOf(ref.getIndex()), ref.getType());
            }
        });
    }

    /** What is made of the columns read, and behind it what the source adds to them. */
    BatchStream project(ExecutionContext context, BatchStream rows, List<Field> fields, List<Output> outputs) {
        List<Field> allFields = new ArrayList<>(fields);
        List<Output> allOutputs = new ArrayList<>(outputs);
        List<Field> given = rows.schema().getFields();
        for (int added = columns.size(); added < given.size(); added++) {
            allFields.add(given.get(added));
            allOutputs.add(new Output.Column(added));
        }
        return new ProjectOperator(context, rows, allOutputs, new Schema(allFields));
    }
}

package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.spec.FeatureSource;
import io.godwit.pitjoin.spec.LabelBounds;
import io.godwit.planner.operator.FilterOperator;
import io.godwit.planner.operator.Scalar;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.rex.RexNode;

/** The rows of a source for which a condition is true. They stay the source's own: ids, sequence numbers and order are its. */
record FilteredFeatures(FeatureSource source, RexNode condition) implements FeatureSource {
    @Override
    public Schema schema() {
        return source.schema();
    }

    @Override
    public BatchStream read(ExecutionContext context, List<Integer> columns, LabelBounds bounds) {
        ReadColumns read = ReadColumns.of(columns, List.of(condition));
        Scalar compiled = ScalarCompiler.compile(read.expression(condition));
        return read.project(
                context,
                new FilterOperator(context, source.read(context, read.columns(), bounds), compiled),
                columns.stream().map(schema().getFields()::get).toList(),
                columns.stream().map(read::column).toList());
    }

    @Override
    public boolean canFetch() {
        return source.canFetch();
    }

    @Override
    public BatchStream fetch(ExecutionContext context, long[] rowIds, List<Integer> columns) {
        return source.fetch(context, rowIds, columns);
    }
}

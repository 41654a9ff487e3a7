package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.spec.FeatureSource;
import io.godwit.pitjoin.spec.LabelBounds;
import io.godwit.pitjoin.spec.LabelBounds.ColumnBounds;
import io.godwit.pitjoin.timeline.TimelinePlace;
import io.godwit.planner.operator.ProjectOperator.Output;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * Columns of a source chosen, renamed and computed. The rows stay the source's own: ids, sequence numbers and order are its.
 *
 * @param expressions per column what it is of the source's
 */
record ProjectedFeatures(FeatureSource source, List<RexNode> expressions, Schema schema) implements FeatureSource {
    @Override
    public BatchStream read(ExecutionContext context, List<Integer> columns, LabelBounds bounds) {
        ReadColumns read = ReadColumns.of(List.of(), wanted(columns));
        List<Output> outputs = outputs(read, columns);
        return read.project(context, source.read(context, read.columns(), ofSource(bounds)), fields(columns), outputs);
    }

    @Override
    public boolean canFetch() {
        return source.canFetch();
    }

    @Override
    public BatchStream fetch(ExecutionContext context, long[] rowIds, List<Integer> columns) {
        ReadColumns read = ReadColumns.of(List.of(), wanted(columns));
        List<Output> outputs = outputs(read, columns);
        return read.project(context, source.fetch(context, rowIds, read.columns()), fields(columns), outputs);
    }

    /** Of columns that are the source's own. */
    @Override
    public @Nullable TimelinePlace timelines(List<Integer> columns) {
        List<RexNode> wanted = wanted(columns);
        return wanted.stream().allMatch(RexInputRef.class::isInstance)
                ? source.timelines(wanted.stream().map(ProjectedFeatures::index).toList())
                : null;
    }

    private List<RexNode> wanted(List<Integer> columns) {
        return columns.stream().map(expressions::get).toList();
    }

    private static int index(RexNode column) {
        return ((RexInputRef) column).getIndex();
    }

    private LabelBounds ofSource(LabelBounds bounds) {
        return new LabelBounds(bounds.columns().stream()
                .filter(column -> expressions.get(column.column()) instanceof RexInputRef)
                .map(column -> new ColumnBounds(
                        index(expressions.get(column.column())),
                        column.min(),
                        column.max(),
                        column.values(),
                        column.nullsMatch()))
                .toList());
    }

    private List<Field> fields(List<Integer> columns) {
        return columns.stream().map(schema.getFields()::get).toList();
    }

    private List<Output> outputs(ReadColumns read, List<Integer> columns) {
        return wanted(columns).stream()
                .map(read::expression)
                .map(ProjectPlan::output)
                .toList();
    }
}

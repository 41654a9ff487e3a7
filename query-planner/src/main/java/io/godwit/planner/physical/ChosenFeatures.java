package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.spec.FeatureSource;
import io.godwit.pitjoin.spec.LabelBounds;
import io.godwit.pitjoin.spec.LabelBounds.ColumnBounds;
import io.godwit.pitjoin.timeline.TimelinePlace;
import io.godwit.planner.operator.ProjectOperator;
import io.godwit.planner.operator.ProjectOperator.Output;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Columns of a source under other names. The rows stay the source's own: ids, sequence numbers and order are its.
 *
 * @param chosen per column which one of the source it is
 */
record ChosenFeatures(FeatureSource source, List<Integer> chosen, Schema schema) implements FeatureSource {
    @Override
    public BatchStream read(ExecutionContext context, List<Integer> columns, LabelBounds bounds) {
        return renamed(context, source.read(context, ofSource(columns), ofSource(bounds)), columns);
    }

    @Override
    public boolean canFetch() {
        return source.canFetch();
    }

    @Override
    public BatchStream fetch(ExecutionContext context, long[] rowIds, List<Integer> columns) {
        return renamed(context, source.fetch(context, rowIds, ofSource(columns)), columns);
    }

    @Override
    public @Nullable TimelinePlace timelines(List<Integer> columns) {
        return source.timelines(ofSource(columns));
    }

    /** Each once: two columns may be the same of the source. */
    private List<Integer> ofSource(List<Integer> columns) {
        return columns.stream().map(chosen::get).distinct().toList();
    }

    private LabelBounds ofSource(LabelBounds bounds) {
        return new LabelBounds(bounds.columns().stream()
                .map(column -> new ColumnBounds(
                        chosen.get(column.column()), column.min(), column.max(), column.values(), column.nullsMatch()))
                .toList());
    }

    /** What the source adds behind the columns keeps its name. */
    private BatchStream renamed(ExecutionContext context, BatchStream rows, List<Integer> columns) {
        List<Integer> read = ofSource(columns);
        List<Field> fields = new ArrayList<>();
        List<Output> outputs = new ArrayList<>();
        for (int column : columns) {
            fields.add(schema.getFields().get(column));
            outputs.add(new Output.Column(read.indexOf(chosen.get(column))));
        }
        List<Field> given = rows.schema().getFields();
        for (int added = read.size(); added < given.size(); added++) {
            fields.add(given.get(added));
            outputs.add(new Output.Column(added));
        }
        return new ProjectOperator(context, rows, outputs, new Schema(fields));
    }
}

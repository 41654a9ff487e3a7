package io.godwit.pitjoin;

import io.godwit.pitjoin.batch.ExecutionContext;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The output of one chunk of labels. Matched rows are fetched a <em>window</em> of output rows at a time, as wide as
 * memory lets, so that pages are read once and not per batch; each window is cut into batches.
 */
final class ChunkOutput implements AutoCloseable {
    /** A window's rows where nobody knows how many rows come of a label. */
    private static final int FANNED_OUT_ROWS = 1 << 18;

    private final ExecutionContext context;
    private final Schema schema;
    private final List<Integer> labelColumns;
    private final OutputLabels labels;
    private final List<JoinMatches> matches;
    private final RowCursor cursor;
    private final LabelRows labelRows;
    private final int windowRows;
    private final int batchRows;

    private final List<WindowColumns> window = new ArrayList<>();
    private int windowCount;
    private int windowNext;

    ChunkOutput(
            ExecutionContext context,
            Schema schema,
            List<Integer> labelColumns,
            OutputLabels labels,
            List<JoinMatches> matches) {
        this.context = context;
        this.schema = schema;
        this.labelColumns = labelColumns;
        this.labels = labels;
        this.matches = matches;
        this.cursor = new RowCursor(matches, labels.labelCount());
        this.labelRows = new LabelRows(context.allocator(), labels.batches(), cursor.givesEachLabelOnce());
        RowSizes sizes = new RowSizes(schema, context.allocator());
        this.batchRows = sizes.batchRows();
        int wanted = cursor.givesEachLabelOnce() ? labels.labelCount() : Math.max(FANNED_OUT_ROWS, labels.labelCount());
        this.windowRows = Math.min(wanted, Math.max(batchRows, sizes.windowRows()));
    }

    @Nullable
    VectorSchemaRoot next() {
        if (windowNext == windowCount && !fillWindow()) {
            return null;
        }
        int count = labelRows.cut(cursor.labels, windowNext, Math.min(batchRows, windowCount - windowNext));
        VectorSchemaRoot batch = assemble(windowNext, count);
        windowNext += count;
        return batch;
    }

    private boolean fillWindow() {
        closeWindow();
        windowNext = 0;
        windowCount = cursor.fill(windowRows);
        if (windowCount == 0) {
            return false;
        }
        int column = labelColumns.size();
        for (int join = 0; join < matches.size(); join++) {
            JoinMatches joined = matches.get(join);
            for (int take = 0; take < joined.takeCount(); take++) {
                window.add(WindowColumns.of(context, joined, take, column, cursor.rowIds(join, take), windowCount));
            }
            column += joined.plan.join().columns().size();
        }
        return true;
    }

    private VectorSchemaRoot assemble(int from, int count) {
        List<FieldVector> vectors = new ArrayList<>();
        try {
            labelRows.copy(cursor.labels, from, count, labelColumns, vectors);
            for (Field field : schema.getFields()
                    .subList(vectors.size(), schema.getFields().size())) {
                vectors.add(field.createVector(context.allocator()));
            }
            window.forEach(columns -> columns.gather(vectors, from, count));
            return new VectorSchemaRoot(schema, vectors, count);
        } catch (RuntimeException | Error e) {
            vectors.forEach(FieldVector::close);
            throw e;
        }
    }

    private void closeWindow() {
        window.forEach(WindowColumns::close);
        window.clear();
    }

    @Override
    public void close() {
        closeWindow();
        matches.forEach(JoinMatches::close);
        labels.close();
    }
}

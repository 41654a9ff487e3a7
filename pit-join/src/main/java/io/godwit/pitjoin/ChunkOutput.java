package io.godwit.pitjoin;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.gather.GatherRows;
import io.godwit.pitjoin.gather.RowLocations;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The output of one chunk of labels. Matched rows are fetched a <em>window</em> of output rows at a time, as wide as
 * memory lets, so that pages are read once and not per batch; each window is cut into batches.
 */
final class ChunkOutput implements AutoCloseable {
    private final ExecutionContext context;
    private final Schema schema;
    private final List<Integer> labelColumns;
    private final LabelChunk labels;
    private final List<JoinMatches> matches;
    private final RowCursor cursor;
    private final LabelLocations labelLocations;
    private final int windowRows;
    private final int batchRows;

    private final List<WindowColumns> window = new ArrayList<>();
    private int windowCount;
    private int windowNext;

    ChunkOutput(
            ExecutionContext context,
            Schema schema,
            List<Integer> labelColumns,
            LabelChunk labels,
            List<JoinMatches> matches) {
        this.context = context;
        this.schema = schema;
        this.labelColumns = labelColumns;
        this.labels = labels;
        this.matches = matches;
        this.cursor = new RowCursor(matches, labels.labelCount());
        this.labelLocations = new LabelLocations(labels.batches());
        RowSizes sizes = new RowSizes(schema, context.allocator());
        this.batchRows = sizes.batchRows();
        this.windowRows = Math.max(batchRows, Math.min(labels.labelCount(), sizes.windowRows()));
    }

    @Nullable
    VectorSchemaRoot next() {
        if (windowNext == windowCount && !fillWindow()) {
            return null;
        }
        int count = Math.min(batchRows, windowCount - windowNext);
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
        VectorSchemaRoot batch = VectorSchemaRoot.create(schema, context.allocator());
        try {
            gatherLabels(batch, from, count);
            window.forEach(columns -> columns.gather(batch, from, count));
            batch.setRowCount(count);
            return batch;
        } catch (RuntimeException | Error e) {
            batch.close();
            throw e;
        }
    }

    private void gatherLabels(VectorSchemaRoot batch, int from, int count) {
        long[] locations = new long[count];
        labelLocations.locate(cursor.labels, from, count, locations);
        for (int output = 0; output < labelColumns.size(); output++) {
            int column = labelColumns.get(output);
            List<FieldVector> sources = labels.batches().stream()
                    .map(source -> source.getVector(column))
                    .toList();
            GatherRows.gather(sources, locations, 0, count, batch.getVector(output));
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

    /** Finds the batch of a label; asked for ascending labels. */
    private static final class LabelLocations {
        private final List<VectorSchemaRoot> batches;
        private int batch;
        private int firstLabel;

        LabelLocations(List<VectorSchemaRoot> batches) {
            this.batches = batches;
        }

        void locate(int[] labels, int from, int count, long[] locations) {
            for (int i = 0; i < count; i++) {
                int label = labels[from + i];
                while (label - firstLabel >= batches.get(batch).getRowCount()) {
                    firstLabel += batches.get(batch++).getRowCount();
                }
                locations[i] = RowLocations.of(batch, label - firstLabel);
            }
        }
    }
}

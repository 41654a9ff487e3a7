package io.godwit.pitjoin.output;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.NewBatch;
import io.godwit.pitjoin.label.OutputLabels;
import io.godwit.pitjoin.row.JoinMatches;
import io.godwit.pitjoin.row.RowSizes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The output of one chunk of labels. Matched rows are fetched a <em>window</em> of output rows at a time, as wide as
 * memory lets, so that pages are read once and not per batch; each window is cut into batches, which workers put together
 * ahead of whoever takes them.
 */
public final class ChunkOutput implements AutoCloseable {
    /** A window's rows where nobody knows how many rows come of a label. */
    private static final int FANNED_OUT_ROWS = 1 << 18;

    /** So many batches are put together while one is on its way: one more than there are cores to spare for it. */
    private static final int BATCHES_AHEAD = 2;

    private final ExecutionContext context;
    private final Schema schema;
    private final List<Integer> labelColumns;
    private final OutputLabels labels;
    private final List<JoinMatches> matches;
    private final RowCursor cursor;
    private final LabelRows labelRows;
    private final int windowRows;
    private final int batchRows;

    private final Deque<BatchAhead> ahead = new ArrayDeque<>();
    private final List<WindowColumns> window = new ArrayList<>();
    private int windowCount;
    /** The first row no batch was begun with. */
    private int windowNext;
    /** The first row that was not handed out. */
    private int taken;

    public ChunkOutput(
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
    public VectorSchemaRoot next() {
        if (ahead.isEmpty() && windowNext == windowCount && !fillWindow()) {
            return null;
        }
        int from = taken;
        startAhead();
        BatchAhead first = ahead.remove();
        taken = first.end;
        try (first) {
            return first.take();
        } catch (OutOfMemoryException e) {
            // Perhaps those ahead of it took the room: once more without them.
            dropAhead();
            windowNext = first.end;
            return assemble(from, first.end - from);
        }
    }

    private void startAhead() {
        while (ahead.size() <= BATCHES_AHEAD && windowNext < windowCount) {
            int from = windowNext;
            int count = labelRows.cut(cursor.labels, from, Math.min(batchRows, windowCount - from));
            windowNext += count;
            ahead.add(new BatchAhead(context, windowNext, () -> assemble(from, count)));
        }
    }

    private boolean fillWindow() {
        closeWindow();
        windowNext = 0;
        taken = 0;
        windowCount = cursor.fill(windowRows);
        if (windowCount == 0) {
            return false;
        }
        List<PendingColumns> pending = new ArrayList<>();
        try {
            int column = labelColumns.size();
            for (int join = 0; join < matches.size(); join++) {
                JoinMatches joined = matches.get(join);
                for (int take = 0; take < joined.takeCount(); take++) {
                    long[] rowIds = cursor.rowIds(join, take);
                    pending.add(new PendingColumns(context, joined, take, column, rowIds, windowCount));
                }
                column += joined.plan.join().columns().size();
            }
            pending.forEach(PendingColumns::fetch);
            pending.forEach(columns -> window.add(columns.finish()));
        } finally {
            pending.forEach(PendingColumns::close);
        }
        return true;
    }

    private VectorSchemaRoot assemble(int from, int count) {
        return NewBatch.of(schema, count, vectors -> {
            labelRows.copy(cursor.labels, from, count, labelColumns, vectors);
            for (Field field : schema.getFields()
                    .subList(vectors.size(), schema.getFields().size())) {
                vectors.add(field.createVector(context.allocator()));
            }
            window.forEach(columns -> columns.gather(vectors, from, count));
        });
    }

    private void dropAhead() {
        ahead.forEach(BatchAhead::close);
        ahead.clear();
    }

    private void closeWindow() {
        dropAhead();
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

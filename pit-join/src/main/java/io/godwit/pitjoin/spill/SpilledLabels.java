package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.row.SharedColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** The label columns that are put out, on disk, in label order, cut into windows of equally many labels. */
final class SpilledLabels implements AutoCloseable {
    private final ExecutionContext context;
    private final List<Integer> columns;
    private final Schema schema;
    private final int windowLabels;
    private final SpillFile file;
    private final List<List<SpillFile.Block>> windows = new ArrayList<>();
    private long labelCount;

    SpilledLabels(
            ExecutionContext context, Schema labels, List<Integer> columns, int windowLabels, AtomicLong writtenBytes) {
        this.context = context;
        this.columns = columns;
        this.schema = SharedColumns.schema(labels, columns);
        this.windowLabels = windowLabels;
        this.file = new SpillFile(context, writtenBytes);
    }

    /** Writes a batch; the caller closes it. */
    void add(VectorSchemaRoot batch) {
        for (int from = 0; from < batch.getRowCount(); ) {
            int inWindow = (int) (labelCount % windowLabels);
            int count = Math.min(windowLabels - inWindow, batch.getRowCount() - from);
            if (inWindow == 0) {
                windows.add(new ArrayList<>());
            }
            try (VectorSchemaRoot piece = SharedColumns.of(batch, columns, from, count)) {
                windows.get(windows.size() - 1).add(file.append(piece));
            }
            labelCount += count;
            from += count;
        }
    }

    long labelCount() {
        return labelCount;
    }

    int windowLabels() {
        return windowLabels;
    }

    int windowCount() {
        return windows.size();
    }

    /** How many labels a window has. */
    int labelCount(int window) {
        return (int) Math.min(windowLabels, labelCount - (long) window * windowLabels);
    }

    WindowLabels read(int window) {
        List<VectorSchemaRoot> batches = new ArrayList<>();
        try {
            for (SpillFile.Block block : windows.get(window)) {
                batches.add(file.read(block, schema, context.allocator()));
            }
            return new WindowLabels(batches, labelCount(window));
        } catch (RuntimeException | Error e) {
            batches.forEach(VectorSchemaRoot::close);
            throw e;
        }
    }

    @Override
    public void close() {
        file.close();
    }
}

package io.godwit.pitjoin.label;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.VectorSlices;
import io.godwit.pitjoin.plan.FeaturePlan;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** Cuts a stream of labels into chunks that fit the query's memory. Owns the stream. */
public final class LabelChunks implements AutoCloseable {
    private final ExecutionContext context;
    private final BatchStream labels;
    private final List<FeaturePlan> plans;
    private @Nullable VectorSchemaRoot waiting;
    private boolean ended;

    public LabelChunks(ExecutionContext context, BatchStream labels, List<FeaturePlan> plans) {
        this.context = context;
        this.labels = labels;
        this.plans = plans;
    }

    /** The next labels, at most {@code mostLabels}, or null when there are none. The caller closes them. */
    @Nullable
    public LabelChunk next(int mostLabels) {
        if (!hasNext()) {
            return null;
        }
        LabelChunk chunk = new LabelChunk(labels.schema(), plans, new ChunkBudget(context, plans));
        try {
            for (int room = room(chunk, mostLabels); room > 0 && hasNext(); room = room(chunk, mostLabels)) {
                addWhatFits(chunk, room);
            }
            return chunk;
        } catch (RuntimeException | Error e) {
            chunk.close();
            throw e;
        }
    }

    private static int room(LabelChunk chunk, int mostLabels) {
        return Math.min(chunk.room(), mostLabels - chunk.labelCount());
    }

    /** Whether there are more labels; reads on until it knows. */
    public boolean hasNext() {
        while (waiting == null && !ended) {
            context.cancellation().check();
            VectorSchemaRoot batch = labels.next();
            if (batch == null) {
                ended = true;
            } else if (batch.getRowCount() == 0) {
                batch.close();
            } else {
                waiting = batch;
            }
        }
        return waiting != null;
    }

    /** Lets the rows that the chunk has no room for wait for the next. */
    private void addWhatFits(LabelChunk chunk, int room) {
        VectorSchemaRoot batch = waiting;
        waiting = null;
        if (batch == null) {
            return;
        }
        int rowCount = batch.getRowCount();
        if (rowCount <= room) {
            chunk.add(batch);
            return;
        }
        try (VectorSchemaRoot whole = batch) {
            waiting = VectorSlices.slice(whole, room, rowCount - room);
            chunk.add(VectorSlices.slice(whole, 0, room));
        }
    }

    @Override
    public void close() {
        if (waiting != null) {
            waiting.close();
            waiting = null;
        }
        labels.close();
    }
}

package io.godwit.pitjoin;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The point-in-time join at work. The labels are indexed and the features streamed past them:
 *
 * <ol>
 *   <li>collect labels, as many as the query's memory lets: a {@link LabelChunk};
 *   <li>per feature table one {@link FeaturePass} over keys and times finds each label's row;
 *   <li>{@link ChunkOutput} fetches the matched rows and puts them beside the labels, in the labels' order;
 *   <li>if labels are left, do it again with the next chunk.
 * </ol>
 *
 * <p>Nothing is spilled: labels beyond the budget wait in their stream, and cost another pass over the features' keys and
 * times.
 */
final class PointInTimeJoinOperator implements JoinStream {
    private final ExecutionContext context;
    private final BatchStream labels;
    private final List<Integer> labelColumns;
    private final List<FeaturePlan> plans;
    private final Schema schema;
    private final List<FeatureTally> tallies;

    private boolean labelsEnded;
    private @Nullable VectorSchemaRoot waiting;
    private @Nullable ChunkOutput output;
    private long labelsIn;
    private long rowsOut;

    PointInTimeJoinOperator(
            ExecutionContext context,
            BatchStream labels,
            List<Integer> labelColumns,
            List<FeaturePlan> plans,
            Schema schema) {
        this.context = context;
        this.labels = labels;
        this.labelColumns = labelColumns;
        this.plans = plans;
        this.schema = schema;
        this.tallies = plans.stream().map(plan -> new FeatureTally()).toList();
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        context.cancellation().check();
        try {
            return nextBatch();
        } catch (OutOfMemoryException e) {
            throw new GodwitException(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "The point-in-time join holds %,d bytes of batches and may hold %,d; raise query.memory-bytes or ask for fewer columns"
                            .formatted(
                                    context.allocator().getAllocatedMemory(),
                                    context.allocator().getLimit()),
                    e);
        }
    }

    private @Nullable VectorSchemaRoot nextBatch() {
        while (true) {
            VectorSchemaRoot batch = output == null ? null : output.next();
            if (batch != null) {
                rowsOut += batch.getRowCount();
                return batch;
            }
            closeOutput();
            if (labelsEnded) {
                return null;
            }
            output = joinNextChunk();
        }
    }

    private @Nullable ChunkOutput joinNextChunk() {
        LabelChunk chunk = new LabelChunk(labels.schema(), plans, new ChunkBudget(context, plans));
        List<JoinMatches> matches = new ArrayList<>();
        try {
            collect(chunk);
            if (chunk.labelCount() > 0) {
                for (int join = 0; join < plans.size(); join++) {
                    matches.add(FeaturePass.of(plans.get(join), context, chunk, tallies.get(join))
                            .run());
                }
                return new ChunkOutput(context, schema, labelColumns, chunk, matches);
            }
            chunk.close();
            return null;
        } catch (RuntimeException | Error e) {
            matches.forEach(JoinMatches::close);
            chunk.close();
            throw e;
        }
    }

    private void collect(LabelChunk chunk) {
        while (chunk.room() > 0) {
            VectorSchemaRoot batch = nextLabels();
            if (batch == null) {
                labelsEnded = true;
                return;
            }
            context.cancellation().check();
            addWhatFits(chunk, batch);
        }
    }

    private @Nullable VectorSchemaRoot nextLabels() {
        VectorSchemaRoot batch = waiting == null ? labels.next() : waiting;
        waiting = null;
        return batch;
    }

    /** Lets the rows that the chunk has no room for wait for the next. */
    private void addWhatFits(LabelChunk chunk, VectorSchemaRoot batch) {
        int room = chunk.room();
        int rowCount = batch.getRowCount();
        labelsIn += Math.min(room, rowCount);
        if (rowCount <= room) {
            chunk.add(batch);
            return;
        }
        try (VectorSchemaRoot whole = batch) {
            waiting = whole.slice(room, rowCount - room);
            chunk.add(whole.slice(0, room));
        }
    }

    private void closeOutput() {
        if (output != null) {
            output.close();
            output = null;
        }
    }

    @Override
    public JoinReport report() {
        List<JoinReport.Feature> features = new ArrayList<>();
        for (int join = 0; join < plans.size(); join++) {
            features.add(tallies.get(join).report(plans.get(join).join().name()));
        }
        return new JoinReport(labelsIn, rowsOut, features);
    }

    @Override
    public void close() {
        closeOutput();
        if (waiting != null) {
            waiting.close();
            waiting = null;
        }
        labels.close();
    }
}

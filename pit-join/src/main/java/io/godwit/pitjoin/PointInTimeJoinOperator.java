package io.godwit.pitjoin;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.label.LabelChunk;
import io.godwit.pitjoin.label.LabelChunks;
import io.godwit.pitjoin.match.FeaturePass;
import io.godwit.pitjoin.match.TimelineJoin;
import io.godwit.pitjoin.output.ChunkOutput;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.report.FeatureTally;
import io.godwit.pitjoin.report.JoinReport;
import io.godwit.pitjoin.row.JoinMatches;
import io.godwit.pitjoin.spec.JoinLimits;
import io.godwit.pitjoin.spill.SpilledJoin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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
 *   <li>{@link ChunkOutput} fetches the matched rows and puts them beside the labels, in the labels' order.
 * </ol>
 *
 * <p>If there are more labels than memory lets, they and the features are cut into partitions on disk first, and all this
 * happens to each: {@link SpilledJoin}.
 */
final class PointInTimeJoinOperator implements JoinStream {
    private final ExecutionContext context;
    private final Schema labelSchema;
    private final LabelChunks labels;
    private final List<Integer> labelColumns;
    private final List<FeaturePlan> plans;
    private final Schema schema;
    private final List<FeatureTally> tallies;
    private final JoinLimits limits;
    private final AtomicLong spilledBytes = new AtomicLong();

    private @Nullable SpilledJoin spilled;
    private @Nullable ChunkOutput output;
    private long labelsIn;
    private long rowsOut;

    PointInTimeJoinOperator(
            ExecutionContext context,
            BatchStream labels,
            List<Integer> labelColumns,
            List<FeaturePlan> plans,
            Schema schema,
            JoinLimits limits) {
        this.context = context;
        this.labelSchema = labels.schema();
        this.labels = new LabelChunks(context, labels, plans);
        this.labelColumns = labelColumns;
        this.plans = plans;
        this.schema = schema;
        this.limits = limits;
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
            output = advance();
            if (output == null) {
                return null;
            }
        }
    }

    /** The labels of the next rows to put out with their matches, or null when there are none. */
    private @Nullable ChunkOutput advance() {
        SpilledJoin running = spilled;
        if (running != null) {
            return running.nextWindow();
        }
        LabelChunk chunk = labels.next(limits.chunkLabels());
        if (chunk == null) {
            return null;
        }
        boolean isAll;
        try {
            isAll = !labels.hasNext();
        } catch (RuntimeException | Error e) {
            chunk.close();
            throw e;
        }
        return isAll ? joinInMemory(chunk) : spill(chunk).nextWindow();
    }

    private ChunkOutput joinInMemory(LabelChunk chunk) {
        labelsIn += chunk.labelCount();
        List<JoinMatches> matches = new ArrayList<>();
        try {
            match(chunk, matches);
            return new ChunkOutput(context, schema, labelColumns, chunk, matches);
        } catch (RuntimeException | Error e) {
            matches.forEach(JoinMatches::close);
            chunk.close();
            throw e;
        }
    }

    private void match(LabelChunk chunk, List<JoinMatches> matches) {
        Deque<TimelineJoin> searches = new ArrayDeque<>();
        try {
            plans.forEach(plan -> searches.add(new TimelineJoin(plan, context, chunk)));
            for (FeatureTally tally : tallies) {
                try (TimelineJoin search = searches.remove()) {
                    matches.add(search.matches(tally));
                }
            }
        } finally {
            searches.forEach(TimelineJoin::close);
        }
    }

    private SpilledJoin spill(LabelChunk first) {
        SpilledJoin join;
        try {
            join = new SpilledJoin(context, labelSchema, labelColumns, schema, plans, tallies, limits, spilledBytes);
        } catch (RuntimeException | Error e) {
            first.close();
            throw e;
        }
        spilled = join;
        join.run(first, labels);
        labelsIn += join.labelCount();
        return join;
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
        SpilledJoin join = spilled;
        JoinReport.Spill spill = join == null
                ? JoinReport.Spill.NONE
                : new JoinReport.Spill(join.partitionCount(), join.windowCount(), spilledBytes.get());
        return new JoinReport(labelsIn, rowsOut, features, spill);
    }

    @Override
    public void close() {
        closeOutput();
        if (spilled != null) {
            spilled.close();
        }
        labels.close();
    }
}

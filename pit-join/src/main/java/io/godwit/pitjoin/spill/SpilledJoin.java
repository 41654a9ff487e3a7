package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.label.BoundsOfLabels;
import io.godwit.pitjoin.label.BoundsUnion;
import io.godwit.pitjoin.label.ChunkBudget;
import io.godwit.pitjoin.label.LabelChunk;
import io.godwit.pitjoin.label.LabelChunks;
import io.godwit.pitjoin.label.OutputLabels;
import io.godwit.pitjoin.match.FeaturePass;
import io.godwit.pitjoin.output.ChunkOutput;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.report.FeatureTally;
import io.godwit.pitjoin.row.HeldRows;
import io.godwit.pitjoin.row.JoinMatches;
import io.godwit.pitjoin.row.RowBatches;
import io.godwit.pitjoin.spec.FeatureJoin;
import io.godwit.pitjoin.spec.JoinLimits;
import io.godwit.pitjoin.spec.LabelBounds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A join whose labels do not fit the query's memory:
 *
 * <pre>
 *   labels   ─► columns put out, in order ───────────────────────────────► window by window ─► output
 *            └► keys and times, by hash of the key ┐                            ▲
 *   features ─► keys and times, by hash of the key ┴► partition by partition ─► matches, by window
 *            └► rows the windows take, read once, by window ────────────────────┘
 * </pre>
 *
 * <p>A partition whose labels are still too many, since one key has most of them, is divided once more: {@link Division}. Rows
 * are fetched window by window where that costs less than spilling them.
 */
public final class SpilledJoin implements AutoCloseable {
    /** So many labels at a time are looked at for their bounds. */
    private static final int BOUNDS_LABELS = 1 << 18;
    /** Reading a partition's features so often costs less than writing them once more. */
    private static final int CHUNKS_BEFORE_DIVIDING = 2;

    private final ExecutionContext context;
    private final Schema schema;
    private final List<FeaturePlan> plans;
    private final List<FeatureTally> tallies;
    private final JoinLimits limits;
    private final AtomicLong writtenBytes;

    private final List<SpilledFeatures> features = new ArrayList<>();
    private final Map<List<Object>, KeyedJoins> keyed = new LinkedHashMap<>();
    private final SpilledMatches[] matches;
    private final List<Map<Integer, GatheredRows>> gathered = new ArrayList<>();
    private final SpilledLabels labels;
    private final int labelColumns;
    private int nextWindow;

    /** Joins of one choice of key, which share their partitions of the labels. */
    private record KeyedJoins(PartitionedLabels labels, List<Integer> joins) {}

    public SpilledJoin(
            ExecutionContext context,
            Schema labelSchema,
            List<Integer> labelColumns,
            Schema schema,
            List<FeaturePlan> plans,
            List<FeatureTally> tallies,
            JoinLimits limits,
            AtomicLong writtenBytes) {
        this.context = context;
        this.schema = schema;
        this.plans = plans;
        this.tallies = tallies;
        this.limits = limits;
        this.writtenBytes = writtenBytes;
        this.matches = new SpilledMatches[plans.size()];
        this.labelColumns = labelColumns.size();
        int windowLabels = Math.min(limits.windowLabels(), OutputWindows.labels(context, schema, plans));
        this.labels = new SpilledLabels(context, labelSchema, labelColumns, windowLabels, writtenBytes);
        try {
            for (FeaturePlan plan : plans) {
                features.add(new SpilledFeatures(context, plan.join(), writtenBytes));
            }
            partitionKeys(labelSchema);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void partitionKeys(Schema labelSchema) {
        Map<List<Object>, List<Integer>> joinsOfKey = new LinkedHashMap<>();
        for (int join = 0; join < plans.size(); join++) {
            FeaturePlan plan = plans.get(join);
            joinsOfKey
                    .computeIfAbsent(List.of(plan.labelKeyColumns(), plan.labelKeys()), key -> new ArrayList<>())
                    .add(join);
        }
        joinsOfKey.forEach((key, joins) -> {
            List<FeaturePlan> ofKey = joins.stream().map(plans::get).toList();
            int partitions = ofKey.get(0).labelKeys().isEmpty() ? 1 : limits.partitions();
            keyed.put(
                    key,
                    new KeyedJoins(
                            new PartitionedLabels(context, labelSchema, ofKey, partitions, writtenBytes), joins));
        });
    }

    /** Joins all labels: {@code first}, which is closed, then the others. */
    public void run(LabelChunk first, LabelChunks others) {
        List<LabelBounds> bounds = spillLabels(first, others);
        for (KeyedJoins joins : keyed.values()) {
            join(joins, bounds);
        }
        for (int join = 0; join < plans.size(); join++) {
            gathered.add(gather(matches[join]));
        }
    }

    private List<LabelBounds> spillLabels(LabelChunk first, LabelChunks others) {
        List<LabelBounds> bounds = new ArrayList<>();
        plans.forEach(plan -> bounds.add(LabelBounds.NOTHING));
        for (LabelChunk chunk = first; chunk != null; chunk = others.next(BOUNDS_LABELS)) {
            try (LabelChunk owned = chunk) {
                for (int join = 0; join < plans.size(); join++) {
                    bounds.set(join, BoundsUnion.of(bounds.get(join), BoundsOfLabels.derive(plans.get(join), owned)));
                }
                for (VectorSchemaRoot batch : owned.batches()) {
                    context.cancellation().check();
                    keyed.values().forEach(joins -> joins.labels().add(batch, labels.labelCount()));
                    labels.add(batch);
                }
            }
        }
        keyed.values().forEach(joins -> joins.labels().rows().finish());
        return bounds;
    }

    private void join(KeyedJoins joins, List<LabelBounds> bounds) {
        List<FeaturePlan> partitioned = new ArrayList<>();
        int partitionCount = joins.labels().rows().partitionCount();
        for (int join : joins.joins()) {
            SpilledFeatures source = features.get(join);
            FeaturePlan plan = joins.labels().plan(plans.get(join).join(), source);
            partitioned.add(plan);
            source.fill(plan, partitionCount, bounds.get(join), tallies.get(join));
            matches[join] = spilledMatches(join, source);
        }
        for (int partition = 0; partition < partitionCount; partition++) {
            joinPartition(joins, partitioned, partition);
        }
        joins.joins().forEach(join -> features.get(join).dropKeys());
        joins.labels().close();
    }

    private void joinPartition(KeyedJoins joins, List<FeaturePlan> partitioned, int partition) {
        PartitionedRows rows = joins.labels().rows();
        long mostLabels =
                Math.min(limits.chunkLabels(), ChunkBudget.mostLabels(context, partitioned, rows.bytesPerRow()));
        if (rows.rowCount(partition) <= CHUNKS_BEFORE_DIVIDING * mostLabels) {
            joins.joins().forEach(join -> features.get(join).turnTo(partition));
            joinLabels(rows.read(partition), joins.joins(), partitioned);
            return;
        }
        List<PartitionedRows> sources = joins.joins().stream()
                .map(join -> features.get(join).keysAndTimes())
                .toList();
        try (DividedPartition divided =
                DividedPartition.of(context, rows, sources, partitioned, partition, mostLabels, writtenBytes)) {
            for (int piece = 0; piece < divided.pieceCount(); piece++) {
                for (int i = 0; i < joins.joins().size(); i++) {
                    features.get(joins.joins().get(i)).turnTo(divided.features(i), piece);
                }
                joinLabels(divided.labels(piece), joins.joins(), partitioned);
            }
        }
    }

    private void joinLabels(BatchStream labels, List<Integer> joins, List<FeaturePlan> partitioned) {
        try (LabelChunks chunks = new LabelChunks(context, labels, partitioned)) {
            for (LabelChunk chunk = chunks.next(limits.chunkLabels());
                    chunk != null;
                    chunk = chunks.next(limits.chunkLabels())) {
                try (LabelChunk owned = chunk) {
                    joinChunk(owned, joins, partitioned);
                }
            }
        }
    }

    private SpilledMatches spilledMatches(int join, SpilledFeatures source) {
        FeatureJoin original = plans.get(join).join();
        FeaturePlan plan = plans.get(join)
                .withJoin(new FeatureJoin(
                        original.name(),
                        source,
                        original.keys(),
                        original.condition(),
                        original.columns(),
                        original.keepUnmatched()));
        SpillFile file = new SpillFile(context, writtenBytes);
        return plan.takes().isEmpty()
                ? new SpilledStaticMatches(context, plan, labels, file)
                : new SpilledTimedMatches(context, plan, labels, file);
    }

    private void joinChunk(LabelChunk chunk, List<Integer> joins, List<FeaturePlan> partitioned) {
        long[] ordinals = new long[chunk.labelCount()];
        int next = 0;
        for (VectorSchemaRoot batch : chunk.batches()) {
            long[] ofBatch = PartitionedLabels.ordinals(batch);
            System.arraycopy(ofBatch, 0, ordinals, next, ofBatch.length);
            next += ofBatch.length;
        }
        for (int i = 0; i < joins.size(); i++) {
            int join = joins.get(i);
            FeatureTally tally = tallies.get(join);
            long rowsRead = tally.rowsRead;
            try (JoinMatches found =
                    FeaturePass.of(partitioned.get(i), context, chunk, tally).run()) {
                matches[join].add(found, ordinals);
            }
            tally.rowsRead = rowsRead;
        }
    }

    /** The takes of a table whose rows are better spilled, by their number. */
    private Map<Integer, GatheredRows> gather(SpilledMatches of) {
        Map<Integer, GatheredRows> rows = new LinkedHashMap<>();
        try {
            for (int take = 0; take < of.takeCount(); take++) {
                List<Integer> columns = of.columns(take);
                if (!columns.isEmpty() && isBetterGathered(of, take)) {
                    rows.put(take, GatheredRows.gather(context, of, take, columns, labels.windowCount(), writtenBytes));
                }
            }
            return rows;
        } catch (RuntimeException | Error e) {
            rows.values().forEach(GatheredRows::close);
            throw e;
        }
    }

    private boolean isBetterGathered(SpilledMatches of, int take) {
        TakeSpan all = new TakeSpan();
        long fetched = 0;
        long distinct = 0;
        long widest = 0;
        for (int window = 0; window < labels.windowCount(); window++) {
            TakeSpan span = of.span(take, window);
            all.add(span);
            fetched += span.rowsRead();
            distinct += span.distinctRows();
            widest = Math.max(widest, span.distinctRows());
        }
        return widest <= labels.windowLabels() && fetched > all.rowsRead() + limits.gatherCost() * distinct;
    }

    /** The next labels with their matches, or null at the end. */
    @Nullable
    public ChunkOutput nextWindow() {
        if (nextWindow == labels.windowCount()) {
            return null;
        }
        int window = nextWindow++;
        List<JoinMatches> found = new ArrayList<>();
        OutputLabels batches = labels.read(window);
        try {
            for (int join = 0; join < plans.size(); join++) {
                found.add(readMatches(join, window));
            }
            List<Integer> columns = IntStream.range(0, labelColumns).boxed().toList();
            return new ChunkOutput(context, schema, columns, batches, found);
        } catch (RuntimeException | Error e) {
            found.forEach(JoinMatches::close);
            batches.close();
            throw e;
        }
    }

    private JoinMatches readMatches(int join, int window) {
        HeldRows held = heldRows(join, window);
        try {
            return matches[join].read(window, held);
        } catch (RuntimeException | Error e) {
            held.close();
            throw e;
        }
    }

    private HeldRows heldRows(int join, int window) {
        SpilledMatches of = matches[join];
        List<Optional<RowBatches>> rows = new ArrayList<>();
        List<List<Integer>> columns = new ArrayList<>();
        try {
            for (int take = 0; take < of.takeCount(); take++) {
                rows.add(Optional.ofNullable(gathered.get(join).get(take)).map(take1 -> take1.read(window)));
                columns.add(of.columns(take));
            }
            return new GatheredWindow(rows, columns);
        } catch (RuntimeException | Error e) {
            rows.forEach(take -> take.ifPresent(RowBatches::close));
            throw e;
        }
    }

    public long labelCount() {
        return labels.labelCount();
    }

    public int partitionCount() {
        return keyed.values().stream()
                .mapToInt(joins -> joins.labels().rows().partitionCount())
                .sum();
    }

    public int windowCount() {
        return labels.windowCount();
    }

    @Override
    public void close() {
        gathered.forEach(takes -> takes.values().forEach(GatheredRows::close));
        Arrays.stream(matches).filter(of -> of != null).forEach(SpilledMatches::close);
        features.forEach(SpilledFeatures::close);
        keyed.values().forEach(joins -> joins.labels().close());
        labels.close();
    }
}

package io.godwit.pitjoin;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.gather.RowEncoding;
import io.godwit.pitjoin.kernel.MatchKernel;
import io.godwit.pitjoin.kernel.RowOrder;
import io.godwit.pitjoin.kernel.RowSet;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** One pass over the keys and times of a feature table, matching them with one chunk of labels. */
final class FeaturePass {
    private final FeaturePlan plan;
    private final ExecutionContext context;
    private final LabelChunk labels;
    private final FeatureTally tally;
    private final List<TakeSearch> takes;
    private final @Nullable CarriedRows carried;
    private final PairList staticPairs = new PairList();
    private int[] selected = new int[0];
    private int[] taken = new int[0];
    private boolean[] kept = new boolean[0];

    FeaturePass(FeaturePlan plan, ExecutionContext context, LabelChunk labels, FeatureTally tally) {
        this.plan = plan;
        this.context = context;
        this.labels = labels;
        this.tally = tally;
        TimeBound anchor = plan.anchor();
        this.takes = anchor == null
                ? List.of()
                : plan.takes().stream()
                        .map(take -> new TakeSearch(take, plan, labels, anchor))
                        .toList();
        this.carried = plan.join().source().canFetch() ? null : new CarriedRows(context, this::liveRows);
    }

    /** Runs the pass. The caller closes the matches. */
    JoinMatches run() {
        try {
            readAll();
            return plan.takes().isEmpty() ? staticPairs.toMatches(plan, carried, labels) : timedMatches();
        } catch (RuntimeException | Error e) {
            if (carried != null) {
                carried.close();
            }
            throw e;
        }
    }

    private void readAll() {
        LabelBounds bounds = BoundsOfLabels.derive(plan, labels);
        if (bounds.matchesNothing()) {
            return;
        }
        try (BatchStream stream = plan.join().source().read(context, plan.readColumns(), bounds)) {
            FeatureBatch features = new FeatureBatch(plan, labels.keyIndex(plan));
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                try (VectorSchemaRoot owned = batch) {
                    context.cancellation().check();
                    features.load(owned);
                    match(features, owned);
                }
            }
        }
    }

    private void match(FeatureBatch features, VectorSchemaRoot batch) {
        int rowCount = features.rowCount();
        tally.rowsRead += rowCount;
        selected = selected.length < rowCount ? new int[rowCount] : selected;
        int count = selectWithGroup(features);
        if (count == 0) {
            return;
        }
        kept = kept.length < rowCount ? new boolean[rowCount] : kept;
        Arrays.fill(kept, 0, rowCount, false);
        if (takes.isEmpty()) {
            keepAll(features, count);
        } else {
            offer(features, count);
        }
        if (carried != null) {
            carried.add(batch, features.rowIds(), kept);
        }
    }

    private int selectWithGroup(FeatureBatch features) {
        int[] eventNulls = plan.join().condition() == null
                ? null
                : features.nulls(plan.join().condition().eventTimeColumn());
        int count = 0;
        for (int row = 0; row < features.rowCount(); row++) {
            if (features.group(row) >= 0 && (eventNulls == null || eventNulls[row] == 0)) {
                selected[count++] = row;
            }
        }
        return count;
    }

    private void keepAll(FeatureBatch features, int count) {
        for (int i = 0; i < count; i++) {
            staticPairs.add(features.group(selected[i]), features.rowIds()[selected[i]]);
            kept[selected[i]] = true;
        }
    }

    private void offer(FeatureBatch features, int count) {
        for (TakeSearch take : takes) {
            int column = take.notNullColumn();
            if (column < 0) {
                take.offer(features, selected, count, kept);
            } else {
                int[] nulls = features.readNulls(column);
                taken = taken.length < count ? new int[selected.length] : taken;
                int takenCount = 0;
                for (int i = 0; i < count; i++) {
                    if (nulls[selected[i]] == 0) {
                        taken[takenCount++] = selected[i];
                    }
                }
                take.offer(features, taken, takenCount, kept);
            }
        }
    }

    private long[] liveRows() {
        RowSet rows = new RowSet();
        kernels().forEach(kernel -> kernel.best().collectLive(rows));
        staticPairs.collect(rows);
        return rows.toArray();
    }

    private List<MatchKernel> kernels() {
        return takes.stream().flatMap(take -> take.kernels().stream()).toList();
    }

    private JoinMatches timedMatches() {
        RowSet ties = new RowSet();
        kernels().forEach(kernel -> kernel.collectTies(ties));
        if (!ties.isEmpty()) {
            RowOrder order = order(ties.toArray());
            kernels().forEach(kernel -> kernel.decideTies(order));
        }
        long[][] rowIds = new long[takes.size()][];
        for (int take = 0; take < rowIds.length; take++) {
            rowIds[take] = takes.get(take).matches(take == 0 ? tally : new FeatureTally());
        }
        return new TimedMatches(plan, carried, rowIds);
    }

    /** Encodes the selected columns of tied rows. */
    private RowOrder order(long[] ids) {
        List<Integer> columns = plan.join().columns();
        byte[][] encodings = new byte[ids.length][0];
        if (columns.isEmpty()) {
            return new RowOrder(ids, encodings);
        }
        try (RowBatches rows = tiedRows(ids, columns)) {
            RowEncoding encoding = new RowEncoding();
            List<List<FieldVector>> vectors = IntStream.range(0, columns.size())
                    .mapToObj(output -> rows.column(
                            carried == null ? output : plan.readColumns().indexOf(columns.get(output))))
                    .toList();
            int next = 0;
            for (int batch = 0; batch < rows.batchCount(); batch++) {
                int current = batch;
                List<FieldVector> row =
                        vectors.stream().map(column -> column.get(current)).toList();
                for (int i = 0; i < rows.batchRows(batch); i++) {
                    encodings[next++] = encoding.encode(row, i);
                }
            }
        }
        return new RowOrder(ids, encodings);
    }

    private RowBatches tiedRows(long[] ids, List<Integer> columns) {
        if (carried == null) {
            return FetchedRows.fetch(plan.join(), context, ids, columns);
        }
        RowBatches copy = new RowBatches();
        carried.rows().copyTo(copy, ids, context.allocator(), 65_536);
        return copy;
    }

    /** Pairs of group and row id, in the order they came. */
    private static final class PairList {
        private int[] groups = new int[16];
        private long[] rows = new long[16];
        private int count;

        void add(int group, long row) {
            if (count == groups.length) {
                int capacity = Math.addExact(count, count >> 1);
                groups = Arrays.copyOf(groups, capacity);
                rows = Arrays.copyOf(rows, capacity);
            }
            groups[count] = group;
            rows[count++] = row;
        }

        void collect(RowSet target) {
            for (int i = 0; i < count; i++) {
                target.add(rows[i]);
            }
        }

        JoinMatches toMatches(FeaturePlan plan, @Nullable CarriedRows carried, LabelChunk labels) {
            return StaticMatches.of(plan, carried, labels, groups, rows, count);
        }
    }
}

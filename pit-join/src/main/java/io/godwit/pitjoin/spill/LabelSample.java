package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Reservation;
import io.godwit.pitjoin.gather.GatherRows;
import io.godwit.pitjoin.key.KeyIndex;
import io.godwit.pitjoin.plan.FeaturePlan;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Some labels of a partition, chosen evenly and always the same: their keys as groups, and their times. */
final class LabelSample implements AutoCloseable {
    private static final int MOST_LABELS = 1 << 14;
    /** Beside what the index of keys holds: a group, a time, and what it takes to sort them. */
    private static final int LABEL_BYTES = 4 * Long.BYTES;

    private final ExecutionContext context;
    private final LabelTimeReader times;
    private final List<Integer> keyColumns;
    private final KeyIndex keys;
    private final Reservation charge;
    /** One label in so many. */
    private final double stride;

    private int[] groups = new int[0];
    private long[] sampledTimes = new long[0];
    private int count;

    /** @param plan any of the joins of these keys */
    LabelSample(
            ExecutionContext context, FeaturePlan plan, LabelTimeReader times, PartitionedRows labels, int partition) {
        this.context = context;
        this.times = times;
        this.keyColumns = plan.labelKeyColumns();
        this.keys = KeyIndex.of(plan.labelKeys());
        this.charge = new Reservation(context.memory(), "a sample of labels");
        this.stride = Math.max(1, labels.rowCount(partition) / (double) MOST_LABELS);
        try (BatchStream stream = labels.read(partition)) {
            collect(stream);
        } catch (RuntimeException | Error e) {
            charge.close();
            throw e;
        }
    }

    private void collect(BatchStream stream) {
        SplittableRandom random = new SplittableRandom(1);
        long before = 0;
        double stretch = 0;
        long chosen = (long) random.nextDouble(stride);
        for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
            try (VectorSchemaRoot owned = batch) {
                int[] rows = new int[(int) (owned.getRowCount() / stride) + 2];
                int rowCount = 0;
                while (chosen < before + owned.getRowCount()) {
                    rows[rowCount++] = (int) (chosen - before);
                    stretch += stride;
                    chosen = (long) (stretch + random.nextDouble(stride));
                }
                add(owned, rows, rowCount);
                before += owned.getRowCount();
            }
        }
    }

    private void add(VectorSchemaRoot batch, int[] rows, int rowCount) {
        if (count + rowCount > groups.length) {
            groups = Arrays.copyOf(groups, 2 * count + rowCount);
            sampledTimes = Arrays.copyOf(sampledTimes, groups.length);
        }
        long[] ofBatch = times.read(batch);
        for (int i = 0; i < rowCount; i++) {
            sampledTimes[count + i] = ofBatch[rows[i]];
        }
        int[] added = new int[rowCount];
        try (VectorSchemaRoot chosen = VectorSchemaRoot.create(batch.getSchema(), context.allocator())) {
            for (int column : keyColumns) {
                GatherRows.gather(batch.getVector(column), rows, rowCount, chosen.getVector(column));
            }
            List<FieldVector> ofKeys =
                    keyColumns.stream().map(chosen::getVector).toList();
            keys.add(ofKeys, rowCount, added);
        }
        System.arraycopy(added, 0, groups, count, rowCount);
        count += rowCount;
        charge.resize(keys.heldBytes() + (long) groups.length * LABEL_BYTES);
    }

    KeyIndex keys() {
        return keys;
    }

    /** About how many labels each group has. */
    long[] labelCounts() {
        double[] counts = new double[keys.groupCount()];
        for (int i = 0; i < count; i++) {
            counts[groups[i]] += stride;
        }
        return Arrays.stream(counts).mapToLong(Math::round).toArray();
    }

    /** Times that cut the labels of a group into {@code ranges} of about equally many; fewer where too many are the same. */
    long[] borders(int group, int ranges) {
        long[] sorted = IntStream.range(0, count)
                .filter(i -> groups[i] == group)
                .mapToLong(i -> sampledTimes[i])
                .sorted()
                .toArray();
        return IntStream.range(1, ranges)
                .mapToLong(range -> sorted[(int) ((long) sorted.length * range / ranges)])
                .distinct()
                .filter(border -> border > sorted[0])
                .toArray();
    }

    @Override
    public void close() {
        charge.close();
    }
}

package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.gather.GatherRows;
import io.godwit.pitjoin.gather.RowLocations;
import io.godwit.pitjoin.key.KeyPartitions;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.report.FeatureTally;
import io.godwit.pitjoin.row.SharedColumns;
import io.godwit.pitjoin.spec.FeatureJoin;
import io.godwit.pitjoin.spec.FeatureSource;
import io.godwit.pitjoin.spec.LabelBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The keys and times of one feature table on disk, by partition of the key, read from the table once. Rows of a source that
 * cannot fetch are spilled whole, beside them, and fetched from there. As a source it gives one partition, or piece of one,
 * after the other: the one that {@code turnTo} names.
 */
final class SpilledFeatures implements FeatureSource, AutoCloseable {
    private final ExecutionContext context;
    private final FeatureJoin join;
    /** What is put out, of a source that cannot fetch. */
    private final @Nullable SpilledRows whole;

    private final AtomicLong writtenBytes;
    private @Nullable PartitionedRows rows;
    private Supplier<BatchStream> part = () -> keysAndTimes().read(0);

    SpilledFeatures(ExecutionContext context, FeatureJoin join, AtomicLong writtenBytes) {
        this.context = context;
        this.join = join;
        this.writtenBytes = writtenBytes;
        this.whole = join.source().canFetch()
                ? null
                : new SpilledRows(
                        context,
                        join.columns().stream()
                                .map(column -> schema().getFields().get(column))
                                .toList(),
                        writtenBytes);
    }

    /** Reads the source within {@code bounds}; {@code plan} is the join between partitions, of this source. */
    void fill(FeaturePlan plan, int partitionCount, LabelBounds bounds, FeatureTally tally) {
        List<Integer> read = new ArrayList<>(plan.readColumns());
        if (whole != null) {
            join.columns().stream().filter(column -> !read.contains(column)).forEach(read::add);
        }
        List<Field> fields = new ArrayList<>();
        plan.readColumns().forEach(column -> fields.add(schema().getFields().get(column)));
        fields.add(Field.notNullable(SEQUENCE_NUMBER, new ArrowType.Int(Long.SIZE, true)));
        fields.add(Field.notNullable(ROW_ID, new ArrowType.Int(Long.SIZE, true)));
        PartitionedRows partitions = new PartitionedRows(context, new Schema(fields), partitionCount, writtenBytes);
        rows = partitions;
        if (bounds.matchesNothing()) {
            return;
        }
        KeyPartitions keys = new KeyPartitions(plan.featureKeys(), partitionCount);
        int[] partitionOf = new int[0];
        try (BatchStream stream = join.source().read(context, read, bounds)) {
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                try (VectorSchemaRoot owned = batch) {
                    context.cancellation().check();
                    int rowCount = owned.getRowCount();
                    tally.rowsRead += rowCount;
                    partitionOf = partitionOf.length < rowCount ? new int[rowCount] : partitionOf;
                    keys.assign(
                            join.keys().stream()
                                    .map(pair -> owned.getVector(read.indexOf(pair.featureColumn())))
                                    .toList(),
                            rowCount,
                            partitionOf);
                    spill(owned, partitionOf, partitions, read);
                }
            }
        }
        partitions.finish();
    }

    private void spill(VectorSchemaRoot batch, int[] partitionOf, PartitionedRows partitions, List<Integer> read) {
        int keysAndTimes = partitions.schema().getFields().size() - 2;
        List<Integer> chosen =
                new ArrayList<>(IntStream.range(0, keysAndTimes).boxed().toList());
        chosen.add(read.size());
        chosen.add(read.size() + 1);
        partitions.add(SharedColumns.of(batch, chosen, 0, batch.getRowCount()), partitionOf);
        if (whole != null) {
            List<Integer> out =
                    new ArrayList<>(join.columns().stream().map(read::indexOf).toList());
            out.add(read.size() + 1);
            spillWhole(whole, batch, out, partitionOf);
        }
    }

    /** Rows without a key are of no use to anybody. */
    private void spillWhole(SpilledRows whole, VectorSchemaRoot batch, List<Integer> out, int[] partitionOf) {
        long[] locations = new long[batch.getRowCount()];
        int count = 0;
        for (int row = 0; row < locations.length; row++) {
            if (partitionOf[row] >= 0) {
                locations[count++] = RowLocations.of(0, row);
            }
        }
        try (VectorSchemaRoot all = SharedColumns.of(batch, out, 0, batch.getRowCount());
                VectorSchemaRoot kept = GatherRows.gather(all, locations, count, context.allocator())) {
            whole.add(kept);
        }
    }

    /** From now on {@link #read} gives this partition. */
    void turnTo(int partition) {
        part = () -> keysAndTimes().read(partition);
    }

    /** From now on {@link #read} gives this piece of a partition. */
    void turnTo(FeaturePieces pieces, int piece) {
        part = () -> pieces.read(piece);
    }

    /** What {@link #fill} wrote. */
    PartitionedRows keysAndTimes() {
        if (rows == null) {
            throw new IllegalStateException("The keys and times of " + join.name() + " are not on disk");
        }
        return rows;
    }

    @Override
    public Schema schema() {
        return join.source().schema();
    }

    @Override
    public BatchStream read(ExecutionContext context, List<Integer> columns, LabelBounds bounds) {
        return part.get();
    }

    @Override
    public boolean canFetch() {
        return true;
    }

    @Override
    public BatchStream fetch(ExecutionContext context, long[] rowIds, List<Integer> columns) {
        return whole == null
                ? join.source().fetch(context, rowIds, columns)
                : whole.fetch(
                        context,
                        rowIds,
                        columns.stream().map(join.columns()::indexOf).toList());
    }

    /** Gives back the disk that keys and times take, when all partitions are joined. */
    void dropKeys() {
        if (rows != null) {
            rows.close();
            rows = null;
        }
    }

    @Override
    public void close() {
        dropKeys();
        if (whole != null) {
            whole.close();
        }
    }
}

package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.NewBatch;
import io.godwit.pitjoin.batch.Words;
import io.godwit.pitjoin.key.KeyPartitions;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.row.SharedColumns;
import io.godwit.pitjoin.spec.FeatureJoin;
import io.godwit.pitjoin.spec.FeatureJoin.KeyPair;
import io.godwit.pitjoin.spec.FeatureSource;
import io.godwit.pitjoin.spec.MatchCondition;
import io.godwit.pitjoin.spec.TimeBound;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What the joins of one choice of key need of the labels, on disk, by partition of the key: the label's ordinal, its key
 * columns and times. Labels whose key is null are left out; nothing matches them.
 */
final class PartitionedLabels implements AutoCloseable {
    private static final Field ORDINAL = Field.notNullable("$ordinal", new ArrowType.Int(Long.SIZE, true));

    private final ExecutionContext context;
    private final List<Integer> keyColumns;
    /** Label columns kept, ascending; they stand behind the ordinal. */
    private final List<Integer> columns;

    private final Schema schema;
    private final KeyPartitions keys;
    private final PartitionedRows rows;
    private int[] partitionOf = new int[0];

    /** @param plans of joins with the same key columns, compared the same way */
    PartitionedLabels(
            ExecutionContext context,
            Schema labels,
            List<FeaturePlan> plans,
            int partitionCount,
            AtomicLong writtenBytes) {
        this.context = context;
        this.keyColumns = plans.get(0).labelKeyColumns();
        Set<Integer> needed = new TreeSet<>(keyColumns);
        plans.forEach(plan -> plan.labelTimes().forEach(time -> needed.add(time.column())));
        this.columns = List.copyOf(needed);
        List<Field> fields = new ArrayList<>(List.of(ORDINAL));
        columns.forEach(column -> fields.add(labels.getFields().get(column)));
        this.schema = new Schema(fields);
        this.keys = new KeyPartitions(plans.get(0).labelKeys(), partitionCount);
        this.rows = new PartitionedRows(context, schema, partitionCount, writtenBytes);
    }

    /** Writes a batch; the caller closes it. */
    void add(VectorSchemaRoot batch, long firstOrdinal) {
        int rowCount = batch.getRowCount();
        partitionOf = partitionOf.length < rowCount ? new int[rowCount] : partitionOf;
        keys.assign(keyColumns.stream().map(batch::getVector).toList(), rowCount, partitionOf);
        VectorSchemaRoot written = NewBatch.of(schema, rowCount, vectors -> {
            vectors.add(ordinals(firstOrdinal, rowCount));
            SharedColumns.add(batch, columns, 0, rowCount, vectors);
        });
        rows.add(written, partitionOf);
    }

    private BigIntVector ordinals(long first, int count) {
        BigIntVector ordinals = new BigIntVector(ORDINAL, context.allocator());
        ordinals.allocateNew(count);
        ArrowBuf data = ordinals.getDataBuffer();
        for (int row = 0; row < count; row++) {
            data.setLong((long) row * Long.BYTES, first + row);
        }
        ordinals.getValidityBuffer().setOne(0, ordinals.getValidityBuffer().capacity());
        ordinals.setValueCount(count);
        return ordinals;
    }

    /** The ordinals in a batch of {@link #rows}. */
    static long[] ordinals(VectorSchemaRoot batch) {
        long[] ordinals = new long[batch.getRowCount()];
        Words.read(batch.getVector(0), ordinals.length, ordinals);
        return ordinals;
    }

    /** The rows by partition, once they are finished. */
    PartitionedRows rows() {
        return rows;
    }

    /** A join as it is between these rows, instead of whole labels, and {@code source}. */
    FeaturePlan plan(FeatureJoin join, FeatureSource source) {
        MatchCondition condition = join.condition();
        FeatureJoin moved = new FeatureJoin(
                join.name(),
                source,
                join.keys().stream()
                        .map(pair -> new KeyPair(position(pair.labelColumn()), pair.featureColumn()))
                        .toList(),
                condition == null ? null : moved(condition),
                join.columns(),
                join.keepUnmatched());
        return FeaturePlan.of(moved, schema);
    }

    private MatchCondition moved(MatchCondition condition) {
        return new MatchCondition(
                condition.eventTimeColumn(),
                condition.ingestionTimeColumn(),
                condition.direction(),
                condition.bounds().stream()
                        .map(bound -> new TimeBound(
                                bound.featureColumn(),
                                bound.comparison(),
                                position(bound.labelColumn()),
                                bound.offset(),
                                bound.nullPasses()))
                        .toList(),
                condition.ignoreNullsColumns());
    }

    private int position(int labelColumn) {
        return 1 + columns.indexOf(labelColumn);
    }

    @Override
    public void close() {
        rows.close();
    }
}

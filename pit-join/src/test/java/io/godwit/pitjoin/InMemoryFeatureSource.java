package io.godwit.pitjoin;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.spec.FeatureSource;
import io.godwit.pitjoin.spec.LabelBounds;
import io.godwit.pitjoin.spec.LabelBounds.ColumnBounds;
import io.godwit.pitjoin.timeline.TimelinePlace;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A feature table in memory. Its row ids are the rows' positions; it leaves out whatever the bounds let it leave out, and
 * counts what was fetched.
 */
public final class InMemoryFeatureSource implements FeatureSource {
    private final InMemoryTable table;
    private final List<Long> sequenceNumbers;
    private final boolean canFetch;
    private final int batchRows;
    private final List<LabelBounds> boundsSeen = new ArrayList<>();
    private long rowsFetched;
    private @Nullable OneTimelinePlace timelines;

    /** @param sequenceNumbers one per row */
    public InMemoryFeatureSource(InMemoryTable table, List<Long> sequenceNumbers, boolean canFetch, int batchRows) {
        this.table = table;
        this.sequenceNumbers = sequenceNumbers;
        this.canFetch = canFetch;
        this.batchRows = batchRows;
    }

    /** A source that can fetch, all of whose rows came with one commit. */
    public static InMemoryFeatureSource of(InMemoryTable table) {
        return new InMemoryFeatureSource(
                table, table.rows().stream().map(row -> 1L).toList(), true, 1_024);
    }

    /** From now on timelines are kept, and built when first asked for. */
    InMemoryFeatureSource keepTimelines(BufferAllocator allocator) {
        timelines = new OneTimelinePlace(allocator);
        return this;
    }

    /** Gives up what is kept. */
    void dropTimelines() {
        if (timelines != null) {
            timelines.close();
            timelines = null;
        }
    }

    @Override
    public @Nullable TimelinePlace timelines(List<Integer> columns) {
        return timelines;
    }

    @Override
    public Schema schema() {
        return table.schema();
    }

    @Override
    public BatchStream read(ExecutionContext context, List<Integer> columns, LabelBounds bounds) {
        boundsSeen.add(bounds);
        InMemoryTable projected = table.project(columns);
        List<Field> fields = new ArrayList<>(projected.schema().getFields());
        fields.add(Field.notNullable(SEQUENCE_NUMBER, MinorType.BIGINT.getType()));
        fields.add(Field.notNullable(ROW_ID, MinorType.BIGINT.getType()));
        List<List<Object>> rows = new ArrayList<>();
        for (int row = 0; row < projected.rows().size(); row++) {
            if (!isWithin(bounds, table.rows().get(row))) {
                continue;
            }
            List<Object> values = new ArrayList<>(projected.rows().get(row));
            values.add(sequenceNumbers.get(row));
            values.add((long) row);
            rows.add(values);
        }
        return new InMemoryTable(new Schema(fields), rows).stream(context.allocator(), batchRows);
    }

    private static boolean isWithin(LabelBounds bounds, List<Object> row) {
        return bounds.columns().stream().allMatch(column -> isWithin(column, row.get(column.column())));
    }

    private static boolean isWithin(ColumnBounds bounds, Object value) {
        if (value == null) {
            return bounds.nullsMatch();
        }
        boolean listed = bounds.values() == null || bounds.values().stream().anyMatch(one -> compare(one, value) == 0);
        return listed
                && (bounds.min() == null || compare(bounds.min(), value) <= 0)
                && (bounds.max() == null || compare(bounds.max(), value) >= 0);
    }

    private static int compare(Object bound, Object value) {
        if (bound instanceof Long number) {
            return Long.compare(number, (Long) value);
        }
        if (bound instanceof BigDecimal decimal) {
            return decimal.compareTo((BigDecimal) value);
        }
        return Arrays.compareUnsigned(bytes(bound), bytes(value));
    }

    private static byte[] bytes(Object value) {
        return value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) value;
    }

    @Override
    public boolean canFetch() {
        return canFetch;
    }

    @Override
    public BatchStream fetch(ExecutionContext context, long[] rowIds, List<Integer> columns) {
        if (!canFetch) {
            throw new UnsupportedOperationException("This source cannot fetch");
        }
        rowsFetched += rowIds.length;
        InMemoryTable projected = table.project(columns);
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < rowIds.length; i++) {
            if (i > 0 && rowIds[i] <= rowIds[i - 1]) {
                throw new IllegalArgumentException("Row ids do not ascend");
            }
            rows.add(projected.rows().get((int) rowIds[i]));
        }
        return new InMemoryTable(projected.schema(), rows).stream(context.allocator(), batchRows);
    }

    /** The bounds of every pass so far. */
    public List<LabelBounds> boundsSeen() {
        return boundsSeen;
    }

    public long rowsFetched() {
        return rowsFetched;
    }
}

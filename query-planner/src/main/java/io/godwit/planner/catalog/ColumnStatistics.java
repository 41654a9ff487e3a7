package io.godwit.planner.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.BlobMetadata;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * What the manifests of a snapshot say of one column, before deletes.
 *
 * @param min Iceberg's internal value not greater than any in the column (NaN aside), or null when a file does not say
 * @param max Iceberg's internal value not less than any in the column (NaN aside), or null when a file does not say
 * @param nullCount rows in which it is null, or -1 when a file does not say
 * @param distinctCount estimate from the table's statistics file, or -1 when there is none
 */
public record ColumnStatistics(
        @Nullable Object min, @Nullable Object max, long nullCount, long distinctCount) {
    private static final String NDV_PROPERTY = "ndv";

    static Map<Integer, ColumnStatistics> gather(Table table, Snapshot snapshot, Schema schema) {
        Map<Integer, Gathering> gathered = new HashMap<>();
        for (Types.NestedField field : schema.columns()) {
            if (field.type().isPrimitiveType()) {
                gathered.put(field.fieldId(), new Gathering(field.type()));
            }
        }
        Map<Integer, Long> distinct = ManifestReading.of(table.name(), () -> {
            addFiles(table, snapshot, gathered);
            return distinctCounts(table, snapshot);
        });
        Map<Integer, ColumnStatistics> columns = new HashMap<>();
        gathered.forEach((id, column) -> columns.put(id, column.result(distinct.getOrDefault(id, -1L))));
        return Map.copyOf(columns);
    }

    private static void addFiles(Table table, Snapshot snapshot, Map<Integer, Gathering> gathered) throws IOException {
        try (CloseableIterable<FileScanTask> tasks = table.newScan()
                .useSnapshot(snapshot.snapshotId())
                .includeColumnStats()
                .planFiles()) {
            for (FileScanTask task : tasks) {
                gathered.forEach((id, column) -> column.add(id, task.file()));
            }
        }
    }

    private static Map<Integer, Long> distinctCounts(Table table, Snapshot snapshot) {
        Map<Integer, Long> counts = new HashMap<>();
        for (StatisticsFile file : table.statisticsFiles()) {
            if (file.snapshotId() != snapshot.snapshotId()) {
                continue;
            }
            for (BlobMetadata blob : file.blobMetadata()) {
                String count = blob.properties().get(NDV_PROPERTY);
                if (count != null && blob.fields().size() == 1) {
                    counts.put(blob.fields().get(0), Long.parseLong(count));
                }
            }
        }
        return counts;
    }

    /** The statistics of one column, file by file. */
    private static final class Gathering {
        private final Type type;
        private final @Nullable Comparator<Object> comparator;

        private @Nullable Object min;
        private @Nullable Object max;
        private long nullCount;
        private boolean minKnown;
        private boolean maxKnown;

        @SuppressWarnings("unchecked") // the comparator of the column's type compares the column's values
        Gathering(Type type) {
            this.type = type;
            boolean comparable = type.typeId() != Type.TypeID.UUID && isOrdered(type);
            this.comparator = comparable
                    ? (Comparator<Object>) (Comparator<?>) Comparators.forType(type.asPrimitiveType())
                    : null;
            this.minKnown = comparable;
            this.maxKnown = comparable;
        }

        private static boolean isOrdered(Type type) {
            return switch (type.typeId()) {
                case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DATE, TIME, TIMESTAMP, TIMESTAMP_NANO, STRING, DECIMAL ->
                    true;
                default -> false;
            };
        }

        void add(int id, DataFile file) {
            addNulls(id, file);
            if (isAllNull(id, file)) {
                return;
            }
            Object low = bound(file.lowerBounds(), id);
            Object high = bound(file.upperBounds(), id);
            minKnown &= low != null;
            maxKnown &= high != null;
            min = minKnown ? lesser(min, low) : null;
            max = maxKnown ? greater(max, high) : null;
        }

        private void addNulls(int id, DataFile file) {
            Long nulls = file.nullValueCounts() == null
                    ? null
                    : file.nullValueCounts().get(id);
            nullCount = nulls == null || nullCount < 0 ? -1 : nullCount + nulls;
        }

        private static boolean isAllNull(int id, DataFile file) {
            Long nulls = file.nullValueCounts() == null
                    ? null
                    : file.nullValueCounts().get(id);
            return nulls != null && nulls == file.recordCount();
        }

        private @Nullable Object bound(@Nullable Map<Integer, ByteBuffer> bounds, int id) {
            ByteBuffer bytes = bounds == null ? null : bounds.get(id);
            return bytes == null ? null : Conversions.fromByteBuffer(type, bytes);
        }

        private @Nullable Object lesser(@Nullable Object known, @Nullable Object bound) {
            return known == null || (bound != null && order(known, bound) > 0) ? bound : known;
        }

        private @Nullable Object greater(@Nullable Object known, @Nullable Object bound) {
            return known == null || (bound != null && order(known, bound) < 0) ? bound : known;
        }

        private int order(Object known, Object bound) {
            return comparator == null ? 0 : comparator.compare(known, bound);
        }

        ColumnStatistics result(long distinctCount) {
            return new ColumnStatistics(min, max, nullCount, distinctCount);
        }
    }
}

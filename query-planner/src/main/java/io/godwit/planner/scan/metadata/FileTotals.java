package io.godwit.planner.scan.metadata;

import io.godwit.planner.scan.metadata.ColumnAggregate.Function;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates over whole data files, of which manifests tell how many values and nulls a column has, and bounds.
 *
 * <p>A bound is a least or greatest value only where no writer rounds it: not that of text, which is cut short, not one in ORC,
 * whose times count milliseconds, and not one of floating numbers that may be NaN or a zero of either sign. The value of an
 * identity partition is that of every row, whatever its type.
 */
final class FileTotals {
    private final List<ColumnAggregate> aggregates;
    private final List<@Nullable Object> values = new ArrayList<>();

    FileTotals(List<ColumnAggregate> aggregates) {
        this.aggregates = aggregates;
        aggregates.forEach(each -> values.add(each.function() == Function.COUNT ? 0L : null));
    }

    /** One value for each aggregate, in Iceberg's internal form. */
    List<@Nullable Object> values() {
        return values;
    }

    /** Counts all rows of a file in, or gives the aggregate that its entry in the manifest does not tell. */
    Optional<ColumnAggregate> add(FileScanTask task) {
        for (int i = 0; i < aggregates.size(); i++) {
            FileValue value = valueIn(task, aggregates.get(i));
            if (!value.isKnown) {
                return Optional.of(aggregates.get(i));
            }
            values.set(i, combine(aggregates.get(i), values.get(i), value.value));
        }
        return Optional.empty();
    }

    /** @param value null, where known, is the least of no values */
    private record FileValue(boolean isKnown, @Nullable Object value) {
        static final FileValue UNKNOWN = new FileValue(false, null);

        static FileValue of(@Nullable Object value) {
            return new FileValue(true, value);
        }
    }

    private static @Nullable Object combine(ColumnAggregate aggregate, @Nullable Object one, @Nullable Object other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        if (aggregate.function() == Function.COUNT) {
            return (Long) one + (Long) other;
        }
        Comparator<Object> order = Comparators.forType(
                Objects.requireNonNull(aggregate.column()).type().asPrimitiveType());
        boolean takesOther = order.compare(other, one) > 0 == (aggregate.function() == Function.MAX);
        return takesOther ? other : one;
    }

    private static FileValue valueIn(FileScanTask task, ColumnAggregate aggregate) {
        DataFile file = task.file();
        NestedField column = aggregate.column();
        if (column == null) {
            return FileValue.of(file.recordCount());
        }
        if (MetadataColumns.isMetadataColumn(column.fieldId())) {
            return FileValue.UNKNOWN; // what a file stores of these is not all that its rows have
        }
        for (int i = 0; i < task.spec().fields().size(); i++) {
            PartitionField partition = task.spec().fields().get(i);
            if (partition.sourceId() == column.fieldId()
                    && partition.transform().isIdentity()) {
                return partitionValue(file, i, aggregate.function(), column.type());
            }
        }
        return storedValue(file, aggregate.function(), column);
    }

    private static FileValue partitionValue(DataFile file, int index, Function function, Type type) {
        Object value = file.partition().get(index, Object.class);
        if (function == Function.COUNT) {
            return FileValue.of(value == null ? 0L : file.recordCount());
        }
        return isFloating(type) || !type.isPrimitiveType() ? FileValue.UNKNOWN : FileValue.of(value);
    }

    private static FileValue storedValue(DataFile file, Function function, NestedField column) {
        Long nulls = of(file.nullValueCounts(), column);
        if (nulls == null
                || nulls < 0
                || nulls > file.recordCount()
                || !column.type().isPrimitiveType()) {
            return FileValue.UNKNOWN;
        }
        long count = file.recordCount() - nulls;
        if (function == Function.COUNT) {
            return FileValue.of(count);
        }
        if (count == 0) {
            return FileValue.of(null);
        }
        return isExact(file, column)
                ? bound(of(function == Function.MIN ? file.lowerBounds() : file.upperBounds(), column), column.type())
                : FileValue.UNKNOWN;
    }

    private static <T> @Nullable T of(@Nullable Map<Integer, T> statistics, NestedField column) {
        return statistics == null ? null : statistics.get(column.fieldId());
    }

    private static boolean isExact(DataFile file, NestedField column) {
        boolean isWhole = switch (column.type().typeId()) {
            case INTEGER, LONG, DATE, TIME, TIMESTAMP, TIMESTAMP_NANO, DECIMAL -> true;
            case FLOAT, DOUBLE -> {
                Long notANumber = of(file.nanValueCounts(), column);
                yield notANumber != null && notANumber == 0;
            }
            default -> false;
        };
        return isWhole && file.format() == FileFormat.PARQUET;
    }

    private static boolean isFloating(Type type) {
        return type.typeId() == Type.TypeID.FLOAT || type.typeId() == Type.TypeID.DOUBLE;
    }

    private static FileValue bound(@Nullable ByteBuffer bytes, Type type) {
        if (bytes == null || bytes.remaining() < leastBytes(type)) {
            return FileValue.UNKNOWN;
        }
        Object value = Conversions.fromByteBuffer(type, bytes);
        boolean isZero = isFloating(type) && ((Number) value).doubleValue() == 0;
        return isZero ? FileValue.UNKNOWN : FileValue.of(value);
    }

    /** Of the type a column had when the file was written, if it has been widened since. */
    private static int leastBytes(Type type) {
        return switch (type.typeId()) {
            case TIME, TIMESTAMP, TIMESTAMP_NANO -> Long.BYTES;
            case DECIMAL -> 1;
            default -> Integer.BYTES;
        };
    }
}

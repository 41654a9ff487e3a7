package io.godwit.planner.history;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampNanoTZVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StructType;
import org.apache.iceberg.util.DateTimeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Values that stay the same when a column's type is widened: whole numbers are {@code Long}, floating ones {@code Double}, bytes
 * {@code ByteBuffer}, structs maps by field id; all others are as in Iceberg's generic records.
 */
final class Plain {
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private Plain() {}

    /** As Iceberg's writers take it. */
    static @Nullable Object generic(Type type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (type.typeId()) {
            case INTEGER -> Math.toIntExact((Long) value);
            case FLOAT -> ((Double) value).floatValue();
            case FIXED -> bytes((ByteBuffer) value);
            case STRUCT -> record(type.asStructType(), map(value));
            case LIST ->
                list(value).stream()
                        .map(each -> generic(type.asListType().elementType(), each))
                        .toList();
            case MAP -> {
                Map<Object, @Nullable Object> entries = new LinkedHashMap<>();
                map(value)
                        .forEach((key, each) ->
                                entries.put(key, generic(type.asMapType().valueType(), each)));
                yield entries;
            }
            default -> value;
        };
    }

    /** @param values by field id; fields that have none are null */
    static Record record(StructType type, Map<?, ? extends @Nullable Object> values) {
        Record row = GenericRecord.create(type);
        for (NestedField field : type.fields()) {
            row.setField(field.name(), generic(field.type(), values.get(field.fieldId())));
        }
        return row;
    }

    /** In Iceberg's internal form. */
    static Object internal(Type type, Object value) {
        StructType row = StructType.of(NestedField.optional(1, "value", type));
        return new InternalRecordWrapper(row)
                .wrap(record(row, Map.of(1, value)))
                .get(0, Object.class);
    }

    /** Of a value in Iceberg's internal form, as of a default or a partition. */
    static @Nullable Object ofInternal(Type type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (type.typeId()) {
            case INTEGER, LONG -> ((Number) value).longValue();
            case FLOAT, DOUBLE -> ((Number) value).doubleValue();
            case DATE -> DateTimeUtil.dateFromDays((Integer) value);
            case TIME -> DateTimeUtil.timeFromMicros((Long) value);
            case TIMESTAMP -> zoned(type, DateTimeUtil.timestampFromMicros((Long) value));
            case TIMESTAMP_NANO -> zoned(type, DateTimeUtil.timestampFromNanos((Long) value));
            case STRING -> value.toString();
            case FIXED -> value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
            default -> value;
        };
    }

    private static Object zoned(Type type, LocalDateTime time) {
        return type.toString().contains("tz") ? time.atOffset(ZoneOffset.UTC) : time;
    }

    /** Structs are maps by name. */
    static @Nullable Object ofArrow(FieldVector vector, int row) {
        if (vector.isNull(row)) {
            return null;
        } else if (vector instanceof BaseIntVector whole) {
            return whole.getValueAsLong(row);
        } else if (vector instanceof DateDayVector days) {
            return LocalDate.ofEpochDay(days.get(row));
        } else if (vector instanceof TimeMicroVector times) {
            return DateTimeUtil.timeFromMicros(times.get(row));
        } else if (vector instanceof TimeStampMicroTZVector times) {
            return DateTimeUtil.timestamptzFromMicros(times.get(row));
        } else if (vector instanceof TimeStampNanoTZVector times) {
            return DateTimeUtil.timestamptzFromNanos(times.get(row));
        } else if (vector instanceof StructVector struct) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            struct.getChildrenFromFields().forEach(child -> fields.put(child.getName(), ofArrow(child, row)));
            return fields;
        } else if (vector instanceof ListVector list) {
            return ofList(list, row);
        }
        Object value = vector.getObject(row);
        if (value instanceof byte[] bytes) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return vector instanceof FixedSizeBinaryVector && bytes.length == 16
                    ? new UUID(buffer.getLong(), buffer.getLong())
                    : buffer;
        } else if (value instanceof Float number) {
            return number.doubleValue();
        }
        return value instanceof org.apache.arrow.vector.util.Text text ? text.toString() : value;
    }

    private static Object ofList(ListVector list, int row) {
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = list.getElementStartIndex(row); i < list.getElementEndIndex(row); i++) {
            items.add(ofArrow(list.getDataVector(), i));
        }
        if (!(list instanceof MapVector)) {
            return items;
        }
        Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
        items.forEach(entry -> {
            Map<?, ? extends @Nullable Object> pair = map(entry);
            entries.put(pair.get("key"), pair.get("value"));
        });
        return entries;
    }

    /** A literal of the type, or of the one that it is widened to. */
    static String sql(Type type, Object value) {
        return switch (type.typeId()) {
            case BOOLEAN -> value.toString();
            case INTEGER, LONG -> value.toString();
            case FLOAT, DOUBLE -> "CAST('%s' AS DOUBLE)".formatted(value);
            case DECIMAL -> "CAST('%s' AS %s)".formatted(((BigDecimal) value).toPlainString(), type);
            case DATE -> "DATE '%s'".formatted(value);
            case TIME -> "TIME '%s'".formatted(DateTimeFormatter.ISO_LOCAL_TIME.format((LocalTime) value));
            case TIMESTAMP, TIMESTAMP_NANO ->
                value instanceof OffsetDateTime instant
                        ? "TIMESTAMPTZ '%s+00'".formatted(time(type, instant.toLocalDateTime()))
                        : "TIMESTAMP '%s'".formatted(time(type, (LocalDateTime) value));
            case UUID -> "CAST('%s' AS UUID)".formatted(value);
            case BINARY, FIXED -> "X'%s'".formatted(HexFormat.of().formatHex(bytes((ByteBuffer) value)));
            default -> "'%s'".formatted(value.toString().replace("'", "''"));
        };
    }

    private static String time(Type type, LocalDateTime value) {
        String nanos = "%09d".formatted(value.getNano());
        return DATE_TIME.format(value) + "." + (type.typeId() == Type.TypeID.TIMESTAMP ? nanos.substring(0, 6) : nanos);
    }

    /** As SQL compares two values of one type. */
    @SuppressWarnings("unchecked")
    static int compare(Object one, Object other) {
        if (one instanceof Double left && other instanceof Double right) {
            return left.doubleValue() == right.doubleValue() ? 0 : left.compareTo(right);
        } else if (one instanceof String left) {
            byte[] utf8 = left.getBytes(StandardCharsets.UTF_8);
            return Arrays.compareUnsigned(utf8, other.toString().getBytes(StandardCharsets.UTF_8));
        } else if (one instanceof ByteBuffer left) {
            return Arrays.compareUnsigned(bytes(left), bytes((ByteBuffer) other));
        } else if (one instanceof UUID left) {
            return left.toString().compareTo(other.toString());
        }
        return ((Comparable<Object>) one).compareTo(other);
    }

    static String text(@Nullable Object value) {
        if (value instanceof ByteBuffer buffer) {
            return "0x" + HexFormat.of().formatHex(bytes(buffer));
        } else if (value instanceof List<?> items) {
            return items.stream().map(Plain::text).toList().toString();
        } else if (value instanceof Map<?, ?> entries) {
            Map<String, String> texts = new TreeMap<>();
            entries.forEach((key, each) -> texts.put(text(key), text(each)));
            return texts.toString();
        }
        return String.valueOf(value);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @SuppressWarnings("unchecked")
    static Map<Object, @Nullable Object> map(@Nullable Object value) {
        return (Map<Object, @Nullable Object>) java.util.Objects.requireNonNull(value);
    }

    @SuppressWarnings("unchecked")
    static List<@Nullable Object> list(@Nullable Object value) {
        return (List<@Nullable Object>) java.util.Objects.requireNonNull(value);
    }
}

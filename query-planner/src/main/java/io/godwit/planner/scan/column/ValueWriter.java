package io.godwit.planner.scan.column;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.ByteBuffers;
import org.apache.iceberg.util.UUIDUtil;
import org.jspecify.annotations.Nullable;

/**
 * Puts Iceberg's Java values, one after the other, into a vector: its generic ones ({@code LocalDate}, {@code
 * OffsetDateTime}, …) as well as its internal ones ({@code int} days, {@code long} microseconds, …).
 */
public abstract class ValueWriter {
    private static final LocalDateTime EPOCH = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);

    /** A writer of values of {@code source}, whose structs may have more fields than the vector. */
    public static ValueWriter of(NestedField field, Type source, FieldVector vector) {
        ValueWriter writer = writer(field.type(), source, vector);
        return field.isOptional() ? writer : new Required(field, writer);
    }

    public abstract void write(int index, @Nullable Object value);

    private static ValueWriter writer(Type type, Type source, FieldVector vector) {
        return switch (type.typeId()) {
            case STRUCT -> new StructWriter(type.asStructType(), source.asStructType(), (StructVector) vector);
            case LIST -> new ListWriter(type.asListType(), source.asListType(), (ListVector) vector);
            case MAP -> new MapWriter(type.asMapType(), source.asMapType(), (MapVector) vector);
            case UNKNOWN -> new NullWriter();
            default -> new PrimitiveWriter(vector, primitive(type, vector));
        };
    }

    /** Writes one value that is not null. */
    private interface Setter {
        void set(int index, Object value);
    }

    private static Setter primitive(Type type, FieldVector vector) {
        return switch (type.typeId()) {
            case BOOLEAN -> (index, value) -> ((BitVector) vector).setSafe(index, (Boolean) value ? 1 : 0);
            case INTEGER -> (index, value) -> ((IntVector) vector).setSafe(index, ((Number) value).intValue());
            case LONG -> (index, value) -> ((BigIntVector) vector).setSafe(index, ((Number) value).longValue());
            case FLOAT -> (index, value) -> ((Float4Vector) vector).setSafe(index, ((Number) value).floatValue());
            case DOUBLE -> (index, value) -> ((Float8Vector) vector).setSafe(index, ((Number) value).doubleValue());
            case DATE -> (index, value) -> ((DateDayVector) vector).setSafe(index, days(value));
            case TIME -> (index, value) -> ((TimeMicroVector) vector).setSafe(index, timeMicros(value));
            case TIMESTAMP ->
                (index, value) -> ((TimeStampVector) vector).setSafe(index, sinceEpoch(value, ChronoUnit.MICROS));
            case TIMESTAMP_NANO ->
                (index, value) -> ((TimeStampVector) vector).setSafe(index, sinceEpoch(value, ChronoUnit.NANOS));
            case STRING ->
                (index, value) ->
                        ((VarCharVector) vector).setSafe(index, value.toString().getBytes(StandardCharsets.UTF_8));
            case BINARY -> (index, value) -> ((VarBinaryVector) vector).setSafe(index, bytes(value));
            case UUID, FIXED -> (index, value) -> ((FixedSizeBinaryVector) vector).setSafe(index, bytes(value));
            case DECIMAL ->
                (index, value) -> ((DecimalVector) vector)
                        .setSafe(index, ((BigDecimal) value).setScale(((Types.DecimalType) type).scale()));
            default -> throw new GodwitException(ErrorCode.UNSUPPORTED, "Cannot read values of type " + type);
        };
    }

    private static int days(Object value) {
        return value instanceof LocalDate date ? Math.toIntExact(date.toEpochDay()) : (Integer) value;
    }

    private static long timeMicros(Object value) {
        return value instanceof LocalTime time ? time.toNanoOfDay() / 1000 : (Long) value;
    }

    private static long sinceEpoch(Object value, ChronoUnit unit) {
        if (value instanceof OffsetDateTime instant) {
            return unit.between(
                    EPOCH, instant.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
        }
        if (value instanceof LocalDateTime local) {
            return unit.between(EPOCH, local);
        }
        if (value instanceof Instant instant) {
            return unit.between(Instant.EPOCH, instant);
        }
        return (Long) value;
    }

    private static byte[] bytes(Object value) {
        if (value instanceof UUID uuid) {
            return UUIDUtil.convert(uuid);
        }
        return value instanceof ByteBuffer buffer ? ByteBuffers.toByteArray(buffer) : (byte[]) value;
    }

    /** Refuses nulls, which the format forbids here and a client would not expect. */
    private static final class Required extends ValueWriter {
        private final NestedField field;
        private final ValueWriter writer;

        Required(NestedField field, ValueWriter writer) {
            this.field = field;
            this.writer = writer;
        }

        @Override
        public void write(int index, @Nullable Object value) {
            if (value == null) {
                throw new GodwitException(
                        ErrorCode.CORRUPT_DATA, "Column \"%s\" is required and holds a null".formatted(field.name()));
            }
            writer.write(index, value);
        }
    }

    private static final class NullWriter extends ValueWriter {
        @Override
        public void write(int index, @Nullable Object value) {}
    }

    private static final class PrimitiveWriter extends ValueWriter {
        private final FieldVector vector;
        private final Setter setter;

        PrimitiveWriter(FieldVector vector, Setter setter) {
            this.vector = vector;
            this.setter = setter;
        }

        @Override
        public void write(int index, @Nullable Object value) {
            if (value == null) {
                vector.setNull(index);
            } else {
                setter.set(index, value);
            }
        }
    }

    private static final class StructWriter extends ValueWriter {
        private final StructVector vector;
        private final ValueWriter[] children;
        private final int[] positions;

        StructWriter(Types.StructType type, Types.StructType source, StructVector vector) {
            this.vector = vector;
            List<NestedField> fields = type.fields();
            this.children = new ValueWriter[fields.size()];
            this.positions = new int[fields.size()];
            List<Integer> sourceIds =
                    source.fields().stream().map(NestedField::fieldId).toList();
            for (int i = 0; i < children.length; i++) {
                NestedField field = fields.get(i);
                positions[i] = sourceIds.indexOf(field.fieldId());
                Type childSource = source.fields().get(positions[i]).type();
                children[i] = of(field, childSource, (FieldVector) vector.getChildByOrdinal(i));
            }
        }

        @Override
        public void write(int index, @Nullable Object value) {
            if (value == null) {
                vector.setNull(index);
                return;
            }
            vector.setIndexDefined(index);
            StructLike struct = (StructLike) value;
            for (int i = 0; i < children.length; i++) {
                children[i].write(index, struct.get(positions[i], Object.class));
            }
        }
    }

    private static final class ListWriter extends ValueWriter {
        private final ListVector vector;
        private final ValueWriter element;

        ListWriter(Types.ListType type, Types.ListType source, ListVector vector) {
            this.vector = vector;
            this.element = of(type.fields().get(0), source.elementType(), vector.getDataVector());
        }

        @Override
        public void write(int index, @Nullable Object value) {
            if (value == null) {
                vector.setNull(index);
                return;
            }
            int next = vector.startNewValue(index);
            int start = next;
            for (Object each : (Iterable<?>) value) {
                element.write(next++, each);
            }
            vector.endValue(index, next - start);
        }
    }

    private static final class MapWriter extends ValueWriter {
        private final MapVector vector;
        private final StructVector entries;
        private final ValueWriter key;
        private final ValueWriter value;

        MapWriter(Types.MapType type, Types.MapType source, MapVector vector) {
            this.vector = vector;
            this.entries = (StructVector) vector.getDataVector();
            List<NestedField> fields = new ArrayList<>(type.fields());
            this.key = of(fields.get(0), source.keyType(), (FieldVector) entries.getChildByOrdinal(0));
            this.value = of(fields.get(1), source.valueType(), (FieldVector) entries.getChildByOrdinal(1));
        }

        @Override
        public void write(int index, @Nullable Object map) {
            if (map == null) {
                vector.setNull(index);
                return;
            }
            int next = vector.startNewValue(index);
            int start = next;
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) map).entrySet()) {
                entries.setIndexDefined(next);
                key.write(next, entry.getKey());
                value.write(next++, entry.getValue());
            }
            vector.endValue(index, next - start);
        }
    }
}

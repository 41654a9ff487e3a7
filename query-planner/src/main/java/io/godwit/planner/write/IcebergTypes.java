package io.godwit.planner.write;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The Iceberg type that holds every value of an Arrow type: small integers widen, seconds and milliseconds become
 * microseconds, a zone becomes {@code timestamptz}. What Iceberg cannot hold is refused by column name.
 */
final class IcebergTypes {
    private static final int UNSIGNED_LONG_DIGITS = 20;
    private static final int MAX_DECIMAL_DIGITS = 38;
    private static final int UUID_BYTES = 16;

    /** Ids are given out as Iceberg does it: all fields of one level before those inside them. */
    private final AtomicInteger lastId = new AtomicInteger();

    private IcebergTypes() {}

    static Schema schema(org.apache.arrow.vector.types.pojo.Schema rows) {
        if (rows.getFields().isEmpty()) {
            throw new GodwitException(ErrorCode.INVALID_ARGUMENT, "The rows have no columns, and a table needs one");
        }
        return new Schema(new IcebergTypes().fields(rows.getFields()));
    }

    static Type type(Field column) {
        return new IcebergTypes().fields(List.of(column)).get(0).type();
    }

    private List<NestedField> fields(List<Field> fields) {
        int firstId = lastId.getAndAdd(fields.size()) + 1;
        List<NestedField> converted = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            converted.add(NestedField.builder()
                    .withId(firstId + i)
                    .withName(field.getName())
                    .isOptional(field.isNullable())
                    .ofType(typeOf(field))
                    .withDoc(field.getMetadata().get("comment"))
                    .build());
        }
        return converted;
    }

    private Type typeOf(Field field) {
        ArrowType type = field.getType();
        return switch (type.getTypeID()) {
            case Bool -> Types.BooleanType.get();
            case Int -> integer((ArrowType.Int) type);
            case FloatingPoint ->
                ((ArrowType.FloatingPoint) type).getPrecision() == FloatingPointPrecision.DOUBLE
                        ? Types.DoubleType.get()
                        : Types.FloatType.get();
            case Decimal -> decimal(field, (ArrowType.Decimal) type);
            case Utf8, LargeUtf8 -> Types.StringType.get();
            case Binary, LargeBinary -> Types.BinaryType.get();
            case FixedSizeBinary -> fixed(field, ((ArrowType.FixedSizeBinary) type).getByteWidth());
            case Date -> Types.DateType.get();
            case Time -> Types.TimeType.get();
            case Timestamp -> timestamp((ArrowType.Timestamp) type);
            case Struct -> struct(field);
            case List, FixedSizeList -> list(field.getChildren().get(0));
            case Map -> map(field.getChildren().get(0));
            default -> throw unsupported(field);
        };
    }

    private static Type integer(ArrowType.Int type) {
        if (type.getBitWidth() < Integer.SIZE || type.getBitWidth() == Integer.SIZE && type.getIsSigned()) {
            return Types.IntegerType.get();
        }
        return type.getBitWidth() == Long.SIZE && !type.getIsSigned()
                ? Types.DecimalType.of(UNSIGNED_LONG_DIGITS, 0)
                : Types.LongType.get();
    }

    private static Type decimal(Field field, ArrowType.Decimal type) {
        if (type.getPrecision() > MAX_DECIMAL_DIGITS || type.getScale() < 0) {
            throw unsupported(field);
        }
        return Types.DecimalType.of(type.getPrecision(), type.getScale());
    }

    private static Type fixed(Field field, int byteWidth) {
        boolean uuid = byteWidth == UUID_BYTES
                && "arrow.uuid".equals(field.getMetadata().get("ARROW:extension:name"));
        return uuid ? Types.UUIDType.get() : Types.FixedType.ofLength(byteWidth);
    }

    private static Type timestamp(ArrowType.Timestamp type) {
        boolean instant = type.getTimezone() != null;
        if (type.getUnit() == TimeUnit.NANOSECOND) {
            return instant ? Types.TimestampNanoType.withZone() : Types.TimestampNanoType.withoutZone();
        }
        return instant ? Types.TimestampType.withZone() : Types.TimestampType.withoutZone();
    }

    private Type struct(Field field) {
        if (field.getChildren().isEmpty()) {
            throw unsupported(field);
        }
        return Types.StructType.of(fields(field.getChildren()));
    }

    private Type list(Field element) {
        int id = lastId.incrementAndGet();
        return element.isNullable()
                ? Types.ListType.ofOptional(id, typeOf(element))
                : Types.ListType.ofRequired(id, typeOf(element));
    }

    private Type map(Field entries) {
        Field key = entries.getChildren().get(0);
        Field value = entries.getChildren().get(1);
        int keyId = lastId.incrementAndGet();
        int valueId = lastId.incrementAndGet();
        return value.isNullable()
                ? Types.MapType.ofOptional(keyId, valueId, typeOf(key), typeOf(value))
                : Types.MapType.ofRequired(keyId, valueId, typeOf(key), typeOf(value));
    }

    private static GodwitException unsupported(Field field) {
        return new GodwitException(
                ErrorCode.UNSUPPORTED,
                "Column \"%s\" is of type %s, which an Iceberg table cannot hold; cast it, for example to varchar"
                        .formatted(field.getName(), field.getType()));
    }
}

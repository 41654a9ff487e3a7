package io.godwit.planner.scan.column;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Iceberg schemas as Arrow schemas: the types PyIceberg gives, with {@code string}, {@code binary} and {@code list} in
 * place of their large forms. A required field is not nullable; a comment stands in the field metadata key {@value
 * #COMMENT}; a uuid is a fixed-size binary marked as Arrow's canonical extension type.
 */
public final class ArrowSchemas {
    /** The metadata key under which a field carries its comment. */
    public static final String COMMENT = "comment";

    private static final String EXTENSION_NAME = "ARROW:extension:name";
    private static final String EXTENSION_METADATA = "ARROW:extension:metadata";
    private static final int UUID_BYTES = 16;
    private static final int DECIMAL_BITS = 128;

    private ArrowSchemas() {}

    /** @throws GodwitException UNSUPPORTED, naming the column, for a type that has no Arrow type */
    public static Schema arrowSchema(org.apache.iceberg.Schema schema) {
        return arrowSchema(schema.columns());
    }

    public static Schema arrowSchema(List<NestedField> columns) {
        return new Schema(columns.stream().map(ArrowSchemas::arrowField).toList());
    }

    public static Field arrowField(NestedField field) {
        return field(field.name(), field.type(), field.isOptional(), field.doc());
    }

    private static Field field(
            String name, Type type, boolean nullable, @org.jspecify.annotations.Nullable String doc) {
        Map<String, String> metadata = new HashMap<>();
        if (doc != null) {
            metadata.put(COMMENT, doc);
        }
        if (type.typeId() == Type.TypeID.UUID) {
            metadata.put(EXTENSION_NAME, "arrow.uuid");
            metadata.put(EXTENSION_METADATA, "");
        }
        return new Field(name, new FieldType(nullable, arrowType(name, type), null, metadata), children(type));
    }

    private static List<Field> children(Type type) {
        return switch (type.typeId()) {
            case STRUCT ->
                type.asStructType().fields().stream()
                        .map(ArrowSchemas::arrowField)
                        .toList();
            case LIST -> List.of(element(type.asListType()));
            case MAP -> List.of(entries(type.asMapType()));
            default -> List.of();
        };
    }

    private static Field element(Types.ListType list) {
        return field("element", list.elementType(), list.isElementOptional(), null);
    }

    private static Field entries(Types.MapType map) {
        List<Field> keyAndValue = new ArrayList<>();
        keyAndValue.add(field(MapVector.KEY_NAME, map.keyType(), false, null));
        keyAndValue.add(field(MapVector.VALUE_NAME, map.valueType(), map.isValueOptional(), null));
        return new Field(
                MapVector.DATA_VECTOR_NAME, new FieldType(false, ArrowType.Struct.INSTANCE, null), keyAndValue);
    }

    private static ArrowType arrowType(String name, Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> ArrowType.Bool.INSTANCE;
            case INTEGER -> new ArrowType.Int(Integer.SIZE, true);
            case LONG -> new ArrowType.Int(Long.SIZE, true);
            case FLOAT -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
            case DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            case DATE -> new ArrowType.Date(DateUnit.DAY);
            case TIME -> new ArrowType.Time(TimeUnit.MICROSECOND, Long.SIZE);
            case TIMESTAMP -> timestamp(TimeUnit.MICROSECOND, ((Types.TimestampType) type).shouldAdjustToUTC());
            case TIMESTAMP_NANO -> timestamp(TimeUnit.NANOSECOND, ((Types.TimestampNanoType) type).shouldAdjustToUTC());
            case STRING -> ArrowType.Utf8.INSTANCE;
            case BINARY -> ArrowType.Binary.INSTANCE;
            case UUID -> new ArrowType.FixedSizeBinary(UUID_BYTES);
            case FIXED -> new ArrowType.FixedSizeBinary(((Types.FixedType) type).length());
            case DECIMAL -> decimal((Types.DecimalType) type);
            case UNKNOWN -> ArrowType.Null.INSTANCE;
            case STRUCT -> ArrowType.Struct.INSTANCE;
            case LIST -> ArrowType.List.INSTANCE;
            case MAP -> new ArrowType.Map(false);
            default ->
                throw new GodwitException(
                        ErrorCode.UNSUPPORTED,
                        "Column \"%s\" has type %s, which has no Arrow type; leave it out of the query"
                                .formatted(name, type));
        };
    }

    private static ArrowType timestamp(TimeUnit unit, boolean instant) {
        return new ArrowType.Timestamp(unit, instant ? "UTC" : null);
    }

    private static ArrowType decimal(Types.DecimalType type) {
        return new ArrowType.Decimal(type.precision(), type.scale(), DECIMAL_BITS);
    }
}

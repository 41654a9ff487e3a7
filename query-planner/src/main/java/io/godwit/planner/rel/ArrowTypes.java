package io.godwit.planner.rel;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Arrow fields as SQL types and back. Going back gives one Arrow type for each SQL type: times in microseconds, or in
 * nanoseconds where the SQL type has more than six digits; {@code timestamp with local time zone} in UTC; {@code string},
 * {@code binary} and {@code list} in their small forms.
 */
public final class ArrowTypes {
    private static final int MICROS = 6;
    private static final int NANOS = 9;
    private static final int DAYS = 9;
    /** The interval that is Arrow's duration of microseconds. */
    public static final SqlIntervalQualifier DAYS_TO_MICROS = new SqlIntervalQualifier(
            TimeUnitRange.DAY.startUnit, DAYS, TimeUnitRange.SECOND.startUnit, MICROS, SqlParserPos.ZERO);

    private static final SqlIntervalQualifier MONTHS =
            new SqlIntervalQualifier(TimeUnitRange.YEAR.startUnit, TimeUnitRange.MONTH.startUnit, SqlParserPos.ZERO);
    private static final int UUID_BYTES = 16;
    private static final int DECIMAL_BITS = 128;
    private static final int MAX_DECIMAL = 38;
    private static final Map<String, String> UUID_METADATA =
            Map.of("ARROW:extension:name", "arrow.uuid", "ARROW:extension:metadata", "");

    private ArrowTypes() {}

    /** The row type of a table with this schema. */
    public static RelDataType rowType(Schema schema, RelDataTypeFactory types) {
        return struct(schema.getFields(), types);
    }

    /** The schema of a result with this row type. */
    public static Schema schema(RelDataType rowType) {
        return new Schema(rowType.getFieldList().stream()
                .map(field -> field(field.getName(), field.getType()))
                .toList());
    }

    /** The schema as a plan streams it: same names and nullability, every type in the one form SQL types have. */
    public static Schema normalized(Schema schema, RelDataTypeFactory types) {
        return schema(rowType(schema, types));
    }

    public static RelDataType sqlType(Field field, RelDataTypeFactory types) {
        return types.createTypeWithNullability(notNullType(field, types), field.isNullable());
    }

    private static RelDataType notNullType(Field field, RelDataTypeFactory types) {
        ArrowType arrow = field.getType();
        if (arrow instanceof ArrowType.Int integer) {
            return types.createSqlType(integer(integer));
        } else if (arrow instanceof ArrowType.FloatingPoint real) {
            return types.createSqlType(
                    real.getPrecision() == FloatingPointPrecision.DOUBLE ? SqlTypeName.DOUBLE : SqlTypeName.REAL);
        } else if (arrow instanceof ArrowType.Decimal decimal && decimal.getPrecision() <= MAX_DECIMAL) {
            return types.createSqlType(SqlTypeName.DECIMAL, decimal.getPrecision(), decimal.getScale());
        } else if (arrow instanceof ArrowType.Timestamp timestamp) {
            return types.createSqlType(
                    timestamp.getTimezone() == null
                            ? SqlTypeName.TIMESTAMP
                            : SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE,
                    precision(timestamp.getUnit()));
        } else if (arrow instanceof ArrowType.Time time) {
            return types.createSqlType(SqlTypeName.TIME, precision(time.getUnit()));
        } else if (arrow instanceof ArrowType.FixedSizeBinary binary) {
            return isUuid(field)
                    ? types.createSqlType(SqlTypeName.UUID)
                    : types.createSqlType(SqlTypeName.BINARY, binary.getByteWidth());
        }
        if (arrow instanceof ArrowType.Duration duration && duration.getUnit() == TimeUnit.MICROSECOND) {
            return types.createSqlIntervalType(DAYS_TO_MICROS);
        } else if (arrow instanceof ArrowType.Interval interval && interval.getUnit() == IntervalUnit.MONTH_DAY_NANO) {
            return types.createSqlIntervalType(MONTHS);
        }
        return switch (arrow.getTypeID()) {
            case Null -> types.createSqlType(SqlTypeName.NULL);
            case Bool -> types.createSqlType(SqlTypeName.BOOLEAN);
            case Utf8, LargeUtf8, Utf8View -> types.createSqlType(SqlTypeName.VARCHAR);
            case Binary, LargeBinary, BinaryView -> types.createSqlType(SqlTypeName.VARBINARY);
            case Date -> types.createSqlType(SqlTypeName.DATE);
            case Struct -> struct(field.getChildren(), types);
            case List, LargeList, FixedSizeList ->
                types.createArrayType(sqlType(field.getChildren().get(0), types), -1);
            case Map -> map(field.getChildren().get(0).getChildren(), types);
            default ->
                throw new GodwitException(
                        ErrorCode.UNSUPPORTED,
                        "Column \"%s\" has Arrow type %s, which has no SQL type here; cast it before the upload"
                                .formatted(field.getName(), arrow));
        };
    }

    private static SqlTypeName integer(ArrowType.Int integer) {
        return switch (integer.getBitWidth()) {
            case Byte.SIZE -> integer.getIsSigned() ? SqlTypeName.TINYINT : SqlTypeName.UTINYINT;
            case Short.SIZE -> integer.getIsSigned() ? SqlTypeName.SMALLINT : SqlTypeName.USMALLINT;
            case Integer.SIZE -> integer.getIsSigned() ? SqlTypeName.INTEGER : SqlTypeName.UINTEGER;
            default -> integer.getIsSigned() ? SqlTypeName.BIGINT : SqlTypeName.UBIGINT;
        };
    }

    private static int precision(TimeUnit unit) {
        return unit == TimeUnit.NANOSECOND ? NANOS : MICROS;
    }

    private static boolean isUuid(Field field) {
        return "arrow.uuid".equals(field.getMetadata().get("ARROW:extension:name"));
    }

    private static RelDataType struct(List<Field> fields, RelDataTypeFactory types) {
        RelDataTypeFactory.Builder builder = types.builder();
        fields.forEach(field -> builder.add(field.getName(), sqlType(field, types)));
        return builder.build();
    }

    private static RelDataType map(List<Field> keyAndValue, RelDataTypeFactory types) {
        return types.createMapType(sqlType(keyAndValue.get(0), types), sqlType(keyAndValue.get(1), types));
    }

    /** The SQL type of a column, as information_schema and DESCRIBE name it. */
    public static String sqlName(Field field) {
        RelDataType type = notNullType(field, new SqlTypeFactoryImpl(RelDataTypeSystem.DEFAULT));
        return switch (type.getSqlTypeName()) {
            case DECIMAL -> {
                ArrowType.Decimal decimal = (ArrowType.Decimal) field.getType();
                yield "DECIMAL(%d,%d)".formatted(decimal.getPrecision(), decimal.getScale());
            }
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> "TIMESTAMP WITH TIME ZONE";
            case REAL -> "FLOAT";
            case INTERVAL_DAY_SECOND -> "INTERVAL DAY TO SECOND";
            case INTERVAL_YEAR_MONTH -> "INTERVAL YEAR TO MONTH";
            case ARRAY -> "ARRAY<" + sqlName(field.getChildren().get(0)) + ">";
            case ROW -> "STRUCT";
            default -> type.getSqlTypeName().name();
        };
    }

    /** The Arrow field of a column with this SQL type. */
    public static Field field(String name, RelDataType type) {
        Map<String, String> metadata = type.getSqlTypeName() == SqlTypeName.UUID ? UUID_METADATA : Map.of();
        return new Field(name, new FieldType(type.isNullable(), arrowType(name, type), null, metadata), children(type));
    }

    private static ArrowType arrowType(String name, RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case BOOLEAN -> ArrowType.Bool.INSTANCE;
            case TINYINT -> new ArrowType.Int(Byte.SIZE, true);
            case SMALLINT -> new ArrowType.Int(Short.SIZE, true);
            case INTEGER -> new ArrowType.Int(Integer.SIZE, true);
            case BIGINT -> new ArrowType.Int(Long.SIZE, true);
            case UTINYINT -> new ArrowType.Int(Byte.SIZE, false);
            case USMALLINT -> new ArrowType.Int(Short.SIZE, false);
            case UINTEGER -> new ArrowType.Int(Integer.SIZE, false);
            case UBIGINT -> new ArrowType.Int(Long.SIZE, false);
            case REAL -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
            case FLOAT, DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            case DECIMAL -> new ArrowType.Decimal(type.getPrecision(), type.getScale(), DECIMAL_BITS);
            case CHAR, VARCHAR -> ArrowType.Utf8.INSTANCE;
            case BINARY -> new ArrowType.FixedSizeBinary(type.getPrecision());
            case VARBINARY -> ArrowType.Binary.INSTANCE;
            case UUID -> new ArrowType.FixedSizeBinary(UUID_BYTES);
            case DATE -> new ArrowType.Date(DateUnit.DAY);
            case TIME -> new ArrowType.Time(unit(type), Long.SIZE);
            case TIMESTAMP -> new ArrowType.Timestamp(unit(type), null);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> new ArrowType.Timestamp(unit(type), "UTC");
            case NULL -> ArrowType.Null.INSTANCE;
            case ROW -> ArrowType.Struct.INSTANCE;
            case ARRAY, MULTISET -> ArrowType.List.INSTANCE;
            case MAP -> new ArrowType.Map(false);
            case INTERVAL_YEAR, INTERVAL_YEAR_MONTH, INTERVAL_MONTH ->
                new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO);
            case INTERVAL_DAY,
                    INTERVAL_DAY_HOUR,
                    INTERVAL_DAY_MINUTE,
                    INTERVAL_DAY_SECOND,
                    INTERVAL_HOUR,
                    INTERVAL_HOUR_MINUTE,
                    INTERVAL_HOUR_SECOND,
                    INTERVAL_MINUTE,
                    INTERVAL_MINUTE_SECOND,
                    INTERVAL_SECOND -> new ArrowType.Duration(TimeUnit.MICROSECOND);
            default ->
                throw new GodwitException(
                        ErrorCode.UNSUPPORTED,
                        "Column \"%s\" of the result has SQL type %s, which has no Arrow type; cast it"
                                .formatted(name, type));
        };
    }

    private static TimeUnit unit(RelDataType type) {
        return type.getPrecision() > MICROS ? TimeUnit.NANOSECOND : TimeUnit.MICROSECOND;
    }

    private static List<Field> children(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case ROW ->
                type.getFieldList().stream()
                        .map(field -> field(field.getName(), field.getType()))
                        .toList();
            case ARRAY, MULTISET -> List.of(field("element", component(type.getComponentType())));
            case MAP -> List.of(entries(type));
            default -> List.of();
        };
    }

    private static RelDataType component(@org.jspecify.annotations.Nullable RelDataType type) {
        return java.util.Objects.requireNonNull(type, "component type");
    }

    private static Field entries(RelDataType map) {
        List<Field> keyAndValue = new ArrayList<>();
        Field key = field(MapVector.KEY_NAME, component(map.getKeyType()));
        keyAndValue.add(new Field(key.getName(), FieldType.notNullable(key.getType()), key.getChildren()));
        keyAndValue.add(field(MapVector.VALUE_NAME, component(map.getValueType())));
        return new Field(
                MapVector.DATA_VECTOR_NAME, new FieldType(false, ArrowType.Struct.INSTANCE, null), keyAndValue);
    }

    /** The names of a row type, for messages. */
    static List<String> names(RelDataType rowType) {
        return rowType.getFieldList().stream().map(RelDataTypeField::getName).toList();
    }
}

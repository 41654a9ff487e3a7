package io.godwit.planner.engine;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.Quoted;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;

/** DuckDB's name of each SQL type. */
final class SqlTypes {
    private static final int MICROS = 6;

    private SqlTypes() {}

    static String nameOf(RelDataType type) {
        SqlTypeName name = type.getSqlTypeName();
        if (SqlTypeName.INTERVAL_TYPES.contains(name)) {
            return "INTERVAL";
        }
        return switch (name) {
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, DATE, UUID -> name.getName();
            case UTINYINT, USMALLINT, UINTEGER, UBIGINT -> name.name();
            case REAL -> "FLOAT";
            case FLOAT, DOUBLE -> "DOUBLE";
            case DECIMAL -> "DECIMAL(%d, %d)".formatted(type.getPrecision(), type.getScale());
            case CHAR, VARCHAR -> "VARCHAR";
            case BINARY, VARBINARY -> "BLOB";
            case TIME -> isNanos(type) ? "TIME_NS" : "TIME";
            case TIMESTAMP -> isNanos(type) ? "TIMESTAMP_NS" : "TIMESTAMP";
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> isNanos(type) ? "TIMESTAMPTZ_NS" : "TIMESTAMPTZ";
            case NULL -> "\"NULL\"";
            case ARRAY, MULTISET -> nameOf(Objects.requireNonNull(type.getComponentType(), "component")) + "[]";
            case MAP ->
                "MAP(%s, %s)"
                        .formatted(
                                nameOf(Objects.requireNonNull(type.getKeyType(), "key")),
                                nameOf(Objects.requireNonNull(type.getValueType(), "value")));
            case ROW ->
                type.getFieldList().stream()
                        .map(field -> Quoted.name(field.getName()) + " " + nameOf(field.getType()))
                        .collect(Collectors.joining(", ", "STRUCT(", ")"));
            default ->
                throw new GodwitException(
                        ErrorCode.UNSUPPORTED, "Values of type %s are not supported; cast them".formatted(type));
        };
    }

    static String cast(String expression, String type) {
        return "CAST(" + expression + " AS " + type + ")";
    }

    static boolean isNanos(RelDataType type) {
        return type.getPrecision() > MICROS;
    }

    static boolean isNested(RelDataType type) {
        return type.isStruct() || type.getComponentType() != null || type.getKeyType() != null;
    }

    static boolean isInterval(RelDataType type) {
        return SqlTypeName.INTERVAL_TYPES.contains(type.getSqlTypeName());
    }

    static boolean isMonths(RelDataType type) {
        return SqlTypeName.YEAR_INTERVAL_TYPES.contains(type.getSqlTypeName());
    }
}

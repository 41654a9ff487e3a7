package io.godwit.planner.engine;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.Quoted;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Writes the SQL that makes DuckDB's values lie in memory as an announced Arrow schema says. */
final class DuckDbTypes {
    private DuckDbTypes() {}

    /** Wraps {@code sql}, whose columns are in the order of {@code schema}, in casts to it. The order of rows stays. */
    static String castTo(Schema schema, String sql) {
        List<Field> fields = schema.getFields();
        if (fields.isEmpty()) {
            return "SELECT NULL FROM (" + sql + ")";
        }
        StringBuilder select = new StringBuilder("SELECT ");
        StringBuilder names = new StringBuilder();
        for (int column = 0; column < fields.size(); column++) {
            String separator = column == 0 ? "" : ", ";
            select.append(separator).append(cast("c" + column, fields.get(column)));
            names.append(separator).append('c').append(column);
        }
        return select.append(" FROM (")
                .append(sql)
                .append(") AS result(")
                .append(names)
                .append(')')
                .toString();
    }

    private static String cast(String column, Field field) {
        return field.getType() instanceof ArrowType.Duration
                ? counted(column, field, 0)
                : "CAST(%s AS %s)".formatted(counted(column, field, 0), nameOf(field));
    }

    /** The value with numbers for durations, of which DuckDB has none: they lie in memory alike. */
    private static String counted(String value, Field field, int depth) {
        if (!hasDurations(field)) {
            return value;
        } else if (field.getType() instanceof ArrowType.Duration duration) {
            return "%s(%s)".formatted(epochFunction(duration.getUnit()), value);
        }
        List<Field> children = field.getChildren();
        return switch (field.getType().getTypeID()) {
            case List -> counted(value, children.get(0), "", depth);
            case Struct ->
                children.stream()
                        .map(child -> identifier(child) + " := "
                                + counted("struct_extract(%s, %s)".formatted(value, text(child)), child, depth))
                        .collect(Collectors.joining(
                                ", ", "CASE WHEN " + value + " IS NOT NULL THEN struct_pack(", ") END"));
            case Map -> {
                List<Field> entry = children.get(0).getChildren();
                yield "map(%s, %s)"
                        .formatted(
                                counted(value, entry.get(0), "map_keys", depth),
                                counted(value, entry.get(1), "map_values", depth));
            }
            default -> refuse(field);
        };
    }

    private static String counted(String value, Field element, String part, int depth) {
        String name = "x" + depth;
        return "list_transform(%s(%s), lambda %s: %s)".formatted(part, value, name, counted(name, element, depth + 1));
    }

    private static boolean hasDurations(Field field) {
        return field.getType() instanceof ArrowType.Duration
                || field.getChildren().stream().anyMatch(DuckDbTypes::hasDurations);
    }

    private static String text(Field field) {
        return Quoted.text(field.getName());
    }

    private static String identifier(Field field) {
        return Quoted.name(field.getName());
    }

    private static String epochFunction(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> "epoch";
            case MILLISECOND -> "epoch_ms";
            case MICROSECOND -> "epoch_us";
            case NANOSECOND -> "epoch_ns";
        };
    }

    /** The type whose values have the layout of {@code field}'s, apart from fixed-size binary, which comes as BLOB. */
    static String nameOf(Field field) {
        List<Field> children = field.getChildren();
        ArrowType type = field.getType();
        return switch (type.getTypeID()) {
            case Bool -> "BOOLEAN";
            case Int -> integer((ArrowType.Int) type);
            case FloatingPoint -> floatingPoint(field, ((ArrowType.FloatingPoint) type).getPrecision());
            case Decimal -> decimal(field, (ArrowType.Decimal) type);
            case Utf8 -> "VARCHAR";
            case Binary, FixedSizeBinary -> "BLOB";
            case Date -> ((ArrowType.Date) type).getUnit() == DateUnit.DAY ? "DATE" : refuse(field);
            case Time -> time(field, ((ArrowType.Time) type).getUnit());
            case Timestamp -> timestamp(field, (ArrowType.Timestamp) type);
            case Interval ->
                ((ArrowType.Interval) type).getUnit() == IntervalUnit.MONTH_DAY_NANO ? "INTERVAL" : refuse(field);
            case Duration -> "BIGINT";
            case Null -> "\"NULL\"";
            case List -> nameOf(children.get(0)) + "[]";
            case Struct -> struct(children);
            case Map -> map(children.get(0).getChildren());
            default -> refuse(field);
        };
    }

    private static String integer(ArrowType.Int type) {
        String signed = switch (type.getBitWidth()) {
            case 8 -> "TINYINT";
            case 16 -> "SMALLINT";
            case 32 -> "INTEGER";
            default -> "BIGINT";
        };
        return type.getIsSigned() ? signed : "U" + signed;
    }

    private static String floatingPoint(Field field, FloatingPointPrecision precision) {
        return switch (precision) {
            case SINGLE -> "FLOAT";
            case DOUBLE -> "DOUBLE";
            case HALF -> refuse(field);
        };
    }

    private static String decimal(Field field, ArrowType.Decimal type) {
        return type.getBitWidth() == 128
                ? "DECIMAL(%d, %d)".formatted(type.getPrecision(), type.getScale())
                : refuse(field);
    }

    private static String time(Field field, TimeUnit unit) {
        return switch (unit) {
            case MICROSECOND -> "TIME";
            case NANOSECOND -> "TIME_NS";
            case SECOND, MILLISECOND -> refuse(field);
        };
    }

    private static String timestamp(Field field, ArrowType.Timestamp type) {
        boolean zoned = type.getTimezone() != null;
        return switch (type.getUnit()) {
            case MICROSECOND -> zoned ? "TIMESTAMPTZ" : "TIMESTAMP";
            case NANOSECOND -> zoned ? "TIMESTAMPTZ_NS" : "TIMESTAMP_NS";
            case MILLISECOND -> zoned ? refuse(field) : "TIMESTAMP_MS";
            case SECOND -> zoned ? refuse(field) : "TIMESTAMP_S";
        };
    }

    private static String struct(List<Field> children) {
        return children.stream()
                .map(child -> identifier(child) + " " + nameOf(child))
                .collect(Collectors.joining(", ", "STRUCT(", ")"));
    }

    private static String map(List<Field> entry) {
        return "MAP(" + nameOf(entry.get(0)) + ", " + nameOf(entry.get(1)) + ")";
    }

    private static String refuse(Field field) {
        throw new GodwitException(
                ErrorCode.UNSUPPORTED,
                "Column \"%s\" has type %s, which the SQL engine cannot return; cast it to another type"
                        .formatted(field.getName(), field.getType()));
    }
}

package io.godwit.planner.engine;

import io.godwit.planner.catalog.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.type.SqlTypeName;

/** Writes casts, and what Calcite means by casts from and to intervals: counts of the interval's unit. */
final class DuckDbCasts {
    private DuckDbCasts() {}

    static String cast(RexCall call, String operand) {
        RelDataType from = call.getOperands().get(0).getType();
        RelDataType to = call.getType();
        String word = call.getOperator() == TryCast.OPERATOR ? "TRY_CAST" : "CAST";
        if (SqlTypes.isInterval(to) && SqlTypeName.NUMERIC_TYPES.contains(from.getSqlTypeName())) {
            return "(%s * %s)".formatted(operand, one(to));
        } else if (SqlTypes.isInterval(from) && SqlTypeName.NUMERIC_TYPES.contains(to.getSqlTypeName())) {
            return "%s(%s AS %s)".formatted(word, count(from, operand), SqlTypes.nameOf(to));
        }
        boolean cutsNanos =
                SqlTypeName.DATETIME_TYPES.contains(to.getSqlTypeName()) && !DuckDbTimes.isTimestampNanos(to);
        String time = cutsNanos ? DuckDbTimes.withoutNanos(from, operand) : operand;
        if (isInstantNanos(to)
                && !SqlTypes.isNanos(from)
                && SqlTypeName.DATETIME_TYPES.contains(from.getSqlTypeName())) {
            // DuckDB would take the local time for one in UTC.
            time = "%s(%s AS TIMESTAMPTZ)".formatted(word, operand);
        }
        String cast = "%s(%s AS %s)".formatted(word, renamed(from, to, time, 0), SqlTypes.nameOf(to));
        return isCut(from, to) ? "left(" + cast + ", " + to.getPrecision() + ")" : cast;
    }

    /**
     * The operand with the names that its structures are to have, by place as in the SQL standard, where none of their names is
     * one of those: DuckDB would look for fields by name.
     */
    private static String renamed(RelDataType from, RelDataType to, String operand, int depth) {
        RelDataType element = from.getComponentType();
        RelDataType wanted = to.getComponentType();
        if (element != null && wanted != null) {
            String item = "item" + depth;
            String items = renamed(element, wanted, item, depth + 1);
            return items.equals(item) ? operand : "list_transform(%s, lambda %s: %s)".formatted(operand, item, items);
        } else if (!from.isStruct() || !to.isStruct() || from.getFieldCount() != to.getFieldCount()) {
            return operand;
        }
        boolean sharesNames = to.getFieldNames().stream().anyMatch(name -> from.getField(name, false, false) != null);
        List<String> fields = new ArrayList<>();
        boolean changed = !sharesNames;
        for (int i = 0; i < from.getFieldCount(); i++) {
            RelDataTypeField field = from.getFieldList().get(i);
            RelDataTypeField other = sharesNames
                    ? to.getField(field.getName(), false, false)
                    : to.getFieldList().get(i);
            String value = "struct_extract(%s, %s)".formatted(operand, Quoted.text(field.getName()));
            String inner = other == null ? value : renamed(field.getType(), other.getType(), value, depth);
            changed |= !inner.equals(value);
            String name = sharesNames ? field.getName() : to.getFieldNames().get(i);
            fields.add("%s := %s".formatted(Quoted.name(name), inner));
        }
        return changed
                ? "CASE WHEN %s IS NOT NULL THEN struct_pack(%s) END".formatted(operand, String.join(", ", fields))
                : operand;
    }

    /** An interval as the number Calcite computes with: months or milliseconds. */
    static String reinterpret(RexCall call, String operand) {
        RelDataType from = call.getOperands().get(0).getType();
        if (!SqlTypes.isInterval(from)) {
            return operand;
        }
        String number = SqlTypes.isMonths(from) ? months(operand) : "epoch_ms(" + operand + ")";
        return SqlTypes.cast(number, SqlTypes.nameOf(call.getType()));
    }

    private static boolean isInstantNanos(RelDataType type) {
        return DuckDbTimes.isTimestampNanos(type) && type.getSqlTypeName() != SqlTypeName.TIMESTAMP;
    }

    /** DuckDB ignores the length of a VARCHAR. */
    private static boolean isCut(RelDataType from, RelDataType to) {
        if (!SqlTypeName.CHAR_TYPES.contains(to.getSqlTypeName())
                || to.getPrecision() == RelDataType.PRECISION_NOT_SPECIFIED) {
            return false;
        }
        boolean fits = SqlTypeName.CHAR_TYPES.contains(from.getSqlTypeName())
                && from.getPrecision() != RelDataType.PRECISION_NOT_SPECIFIED
                && from.getPrecision() <= to.getPrecision();
        return !fits;
    }

    private static String one(RelDataType interval) {
        return "INTERVAL 1 " + startUnit(interval).name();
    }

    private static String count(RelDataType interval, String operand) {
        return switch (startUnit(interval)) {
            case YEAR -> "(" + months(operand) + " // 12)";
            case QUARTER -> "(" + months(operand) + " // 3)";
            case MONTH -> months(operand);
            case WEEK -> "(epoch_us(" + operand + ") // 604800000000)";
            case DAY -> "(epoch_us(" + operand + ") // 86400000000)";
            case HOUR -> "(epoch_us(" + operand + ") // 3600000000)";
            case MINUTE -> "(epoch_us(" + operand + ") // 60000000)";
            default -> "(epoch_us(" + operand + ") / 1000000)";
        };
    }

    private static String months(String interval) {
        return "(datepart('year', %1$s) * 12 + datepart('month', %1$s))".formatted(interval);
    }

    private static TimeUnit startUnit(RelDataType interval) {
        return Objects.requireNonNull(interval.getIntervalQualifier(), "qualifier")
                .getStartUnit();
    }
}

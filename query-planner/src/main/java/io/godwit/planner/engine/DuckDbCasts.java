package io.godwit.planner.engine;

import java.util.Objects;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
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
        String cast = "%s(%s AS %s)".formatted(word, time, SqlTypes.nameOf(to));
        return isCut(from, to) ? "left(" + cast + ", " + to.getPrecision() + ")" : cast;
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

package io.godwit.planner.engine;

import io.godwit.planner.catalog.Quoted;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Writes what is computed with times. DuckDB turns a time in nanoseconds into one in microseconds, rounded, wherever it
 * meets an interval; here the nanoseconds are set aside and put back.
 */
final class DuckDbTimes {
    private static final String NANOS_ASIDE = "((epoch_ns(%1$s) %% 1000 + 1000) %% 1000)";

    private static final Set<String> OF_UNITS = Set.of("DATE_TRUNC", "DATE_PART", "DATE_DIFF");

    private static final Set<String> NOW =
            Set.of("CURRENT_TIMESTAMP", "LOCALTIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "LOCALTIME", "NOW");

    private DuckDbTimes() {}

    static boolean isNow(RexCall call) {
        return NOW.contains(call.getOperator().getName().toUpperCase(Locale.ROOT));
    }

    /** The statement's instant; the cast to the call's type makes a local time, a date or a time of day of it. */
    static String now(StatementValues values) {
        return SqlTypes.cast(Quoted.text(values.present().now().toInstant().toString()), "TIMESTAMPTZ");
    }

    static String plusOrMinus(RexCall call, List<String> operands) {
        String operator = call.getKind() == SqlKind.MINUS ? " - " : " + ";
        if (operands.size() != 2) {
            throw DuckDbExpressions.unsupported(call);
        }
        RelDataType result = call.getType();
        int interval = SqlTypes.isInterval(call.getOperands().get(0).getType()) ? 0 : 1;
        if (isTimestampNanos(result)
                && SqlTypes.isInterval(call.getOperands().get(interval).getType())) {
            String time = operands.get(1 - interval);
            String shifted = "make_timestamp_ns(epoch_us(%s%s%s) * 1000 + %s)"
                    .formatted(micros(result, time), operator, operands.get(interval), NANOS_ASIDE.formatted(time));
            return result.getSqlTypeName() == SqlTypeName.TIMESTAMP
                    ? shifted
                    : "CAST(CAST(%s AS VARCHAR) || '+00' AS TIMESTAMPTZ_NS)".formatted(shifted);
        }
        return "(" + operands.get(0) + operator + operands.get(1) + ")";
    }

    /** EXTRACT as PostgreSQL and DuckDB have it: weeks begin on Monday, DOW counts from Sunday = 0. */
    static String extract(RexCall call, String time) {
        RexNode operand = call.getOperands().get(1);
        TimeUnitRange unit = unitOf(call.getOperands().get(0));
        String part = switch (unit) {
            case ISODOW,
                    ISOYEAR,
                    DOW,
                    DOY,
                    EPOCH,
                    YEAR,
                    QUARTER,
                    MONTH,
                    WEEK,
                    DAY,
                    HOUR,
                    MINUTE,
                    SECOND,
                    MILLISECOND,
                    MICROSECOND,
                    DECADE,
                    CENTURY,
                    MILLENNIUM -> unit.name().toLowerCase(Locale.ROOT);
            default -> throw DuckDbExpressions.unsupported("EXTRACT(" + unit + ")");
        };
        return "date_part('%s', %s)".formatted(part, withoutNanos(operand.getType(), time));
    }

    /** FLOOR or CEIL of a time to a unit. */
    static String round(RexCall call, String time) {
        String unit = unitOf(call.getOperands().get(1)).name().toLowerCase(Locale.ROOT);
        String floor = "date_trunc('%s', %s)"
                .formatted(unit, withoutNanos(call.getOperands().get(0).getType(), time));
        return call.getKind() == SqlKind.FLOOR
                ? floor
                : "CASE WHEN %1$s = %2$s THEN %2$s ELSE %1$s + INTERVAL 1 %3$s END".formatted(floor, time, unit);
    }

    /** Cuts nanoseconds off, where DuckDB would round. */
    static String withoutNanos(RelDataType type, String time) {
        return isTimestampNanos(type) ? micros(type, time) : time;
    }

    /** DuckDB's functions of calendar units do not know instants in nanoseconds, which make no difference to them. */
    static List<String> arguments(RexCall call, List<String> operands) {
        if (!OF_UNITS.contains(call.getOperator().getName().toUpperCase(Locale.ROOT))) {
            return operands;
        }
        return IntStream.range(0, operands.size())
                .mapToObj(i -> withoutNanos(call.getOperands().get(i).getType(), operands.get(i)))
                .toList();
    }

    static boolean isTimestamp(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.TIMESTAMP
                || type.getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
    }

    static boolean isTimestampNanos(RelDataType type) {
        return isTimestamp(type) && SqlTypes.isNanos(type);
    }

    private static String micros(RelDataType type, String time) {
        String make = type.getSqlTypeName() == SqlTypeName.TIMESTAMP ? "make_timestamp" : "make_timestamptz";
        return "%s((epoch_ns(%s) - %s) // 1000)".formatted(make, time, NANOS_ASIDE.formatted(time));
    }

    private static TimeUnitRange unitOf(RexNode flag) {
        return Objects.requireNonNull(((RexLiteral) flag).getValueAs(TimeUnitRange.class), "unit");
    }
}

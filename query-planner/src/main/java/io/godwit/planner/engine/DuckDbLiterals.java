package io.godwit.planner.engine;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.Quoted;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;

/** Writes literals so that DuckDB reads the same value of the same type: nothing is left to its own guess of the type. */
final class DuckDbLiterals {
    private static final BigDecimal MICROS_PER_MILLI = BigDecimal.valueOf(1_000);
    private static final BigDecimal MILLIS_PER_DAY = BigDecimal.valueOf(86_400_000);

    private DuckDbLiterals() {}

    static String of(RexLiteral literal) {
        RelDataType type = literal.getType();
        if (literal.isNull()) {
            return nullOf(type);
        }
        if (SqlTypes.isInterval(type)) {
            return interval(valueOf(literal, BigDecimal.class), type);
        }
        return switch (type.getSqlTypeName()) {
            case BOOLEAN -> Boolean.TRUE.equals(literal.getValueAs(Boolean.class)) ? "TRUE" : "FALSE";
            case INTEGER -> integer(valueOf(literal, BigDecimal.class));
            case TINYINT, SMALLINT, BIGINT, UTINYINT, USMALLINT, UINTEGER, UBIGINT, DECIMAL ->
                quoted(valueOf(literal, BigDecimal.class).toPlainString(), type);
            case REAL, FLOAT, DOUBLE -> quoted(valueOf(literal, Double.class).toString(), type);
            case CHAR, VARCHAR -> Quoted.text(valueOf(literal, NlsString.class).getValue());
            case BINARY, VARBINARY ->
                "unhex('" + valueOf(literal, ByteString.class).toString(16) + "')";
            case DATE -> quoted(valueOf(literal, DateString.class).toString(), type);
            case TIME -> quoted(valueOf(literal, TimeString.class).toString(), type);
            case TIMESTAMP -> quoted(valueOf(literal, TimestampString.class).toString(), type);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> quoted(valueOf(literal, TimestampString.class) + "+00", type);
            case UUID -> quoted(valueOf(literal, UUID.class).toString(), type);
            case ARRAY, MULTISET, ROW -> composite(literal, type);
            default ->
                throw new GodwitException(
                        ErrorCode.UNSUPPORTED, "Literals of type %s are not supported: %s".formatted(type, literal));
        };
    }

    static String nullOf(RelDataType type) {
        String name = SqlTypes.nameOf(type);
        return name.equals("\"NULL\"") ? "NULL" : SqlTypes.cast("NULL", name);
    }

    /** Days stay days, as they are not always 24 hours where a zone counts. */
    private static String interval(BigDecimal value, RelDataType type) {
        if (SqlTypes.isMonths(type)) {
            return "to_months(" + value.toBigIntegerExact() + ")";
        }
        TimeUnit start =
                Objects.requireNonNull(type.getIntervalQualifier(), "qualifier").getStartUnit();
        BigDecimal[] daysAndRest = value.divideAndRemainder(MILLIS_PER_DAY);
        boolean countsDays = start == TimeUnit.DAY || start == TimeUnit.WEEK;
        if (countsDays && daysAndRest[1].signum() == 0) {
            return "to_days(" + daysAndRest[0].toBigInteger() + ")";
        }
        if (countsDays && daysAndRest[0].signum() != 0) {
            return "(to_days(%s) + %s)".formatted(daysAndRest[0].toBigInteger(), micros(daysAndRest[1]));
        }
        return micros(value);
    }

    private static String micros(BigDecimal millis) {
        return "to_microseconds(" + millis.multiply(MICROS_PER_MILLI).toBigInteger() + ")";
    }

    private static String integer(BigDecimal value) {
        return value.signum() < 0 ? "(" + value.toPlainString() + ")" : value.toPlainString();
    }

    private static String quoted(String value, RelDataType type) {
        return SqlTypes.cast(Quoted.text(value), SqlTypes.nameOf(type));
    }

    private static String composite(RexLiteral literal, RelDataType type) {
        List<?> values = valueOf(literal, List.class);
        String elements = values.stream().map(value -> of((RexLiteral) value)).collect(Collectors.joining(", "));
        String constructor = type.isStruct() ? "row(" : "list_value(";
        return SqlTypes.cast(constructor + elements + ")", SqlTypes.nameOf(type));
    }

    private static <T> T valueOf(RexLiteral literal, Class<T> type) {
        return Objects.requireNonNull(literal.getValueAs(type), "value");
    }
}

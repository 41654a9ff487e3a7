package io.godwit.planner.rel;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/** The values of literals as Arrow holds them, exact to the nanosecond, and expressions that come down to a literal. */
public final class Literals {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MICRO = 1_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final int MICROS = 6;
    private static final Set<String> PRESENT =
            Set.of("CURRENT_TIMESTAMP", "LOCALTIMESTAMP", "NOW", "CURRENT_DATE", "CURRENT_DATETIME");
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter();

    private Literals() {}

    /**
     * The value of a literal in the Arrow form of its type: Long (booleans, integers; dates in days; times in the unit
     * their precision means), Double, BigDecimal, byte[] (UTF-8 text, binaries), or null.
     */
    public static @Nullable Object value(RexLiteral literal) {
        if (literal.isNull()) {
            return null;
        }
        RelDataType type = literal.getType();
        return switch (type.getSqlTypeName()) {
            case BOOLEAN -> RexLiteral.booleanValue(literal) ? 1L : 0L;
            case TINYINT, SMALLINT, INTEGER, BIGINT, UTINYINT, USMALLINT, UINTEGER, UBIGINT ->
                as(literal, BigDecimal.class).longValueExact();
            case REAL -> (double) as(literal, BigDecimal.class).floatValue();
            case FLOAT, DOUBLE -> as(literal, Double.class);
            case DECIMAL -> as(literal, BigDecimal.class);
            case CHAR, VARCHAR -> as(literal, String.class).getBytes(StandardCharsets.UTF_8);
            case BINARY, VARBINARY -> as(literal, ByteString.class).getBytes();
            case DATE -> (long) as(literal, DateString.class).getDaysSinceEpoch();
            case TIME -> inUnit(timeNanos(as(literal, TimeString.class)), type);
            case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> timestamp(literal);
            default -> throw new IllegalArgumentException("No Arrow value for a literal of type " + type);
        };
    }

    private static <T> T as(RexLiteral literal, Class<T> type) {
        return java.util.Objects.requireNonNull(literal.getValueAs(type), "literal");
    }

    private static long timestamp(RexLiteral literal) {
        LocalDateTime time = time(literal);
        long seconds = time.toEpochSecond(ZoneOffset.UTC);
        int nanos = time.get(ChronoField.NANO_OF_SECOND);
        return isNanos(literal.getType())
                ? Math.addExact(Math.multiplyExact(seconds, NANOS_PER_SECOND), nanos)
                : Math.addExact(
                        Math.multiplyExact(seconds, NANOS_PER_SECOND / NANOS_PER_MICRO), nanos / NANOS_PER_MICRO);
    }

    private static LocalDateTime time(RexLiteral literal) {
        return LocalDateTime.parse(as(literal, TimestampString.class).toString(), TIMESTAMP);
    }

    private static long timeNanos(TimeString time) {
        return LocalTime.parse(time.toString()).toNanoOfDay();
    }

    private static long inUnit(long nanos, RelDataType type) {
        return isNanos(type) ? nanos : nanos / NANOS_PER_MICRO;
    }

    /** Whether a time type is held in nanoseconds; otherwise in microseconds. */
    public static boolean isNanos(RelDataType type) {
        return type.getPrecision() > MICROS;
    }

    /** What a function of the present means, or null if the call is none. */
    public static @Nullable RexNode present(RexCall call, Present present, RexBuilder builder) {
        boolean isPresent = call.getOperands().isEmpty()
                && PRESENT.contains(call.getOperator().getName().toUpperCase(Locale.ROOT));
        if (!isPresent) {
            return null;
        }
        RelDataType type = call.getType();
        ZonedDateTime now = present.now();
        return switch (type.getSqlTypeName()) {
            case TIMESTAMP -> timestamp(now.toLocalDateTime(), type, builder);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                timestamp(LocalDateTime.ofInstant(now.toInstant(), ZoneOffset.UTC), type, builder);
            case DATE ->
                builder.makeDateLiteral(new DateString(now.toLocalDate().toString()));
            default -> null;
        };
    }

    /** The literal that {@code node} comes down to, or the node itself. */
    public static RexNode fold(RexNode node, RexBuilder builder) {
        if (!(node instanceof RexCall call)
                || call.getOperands().isEmpty()
                || !call.getOperands().stream()
                        .allMatch(operand -> operand instanceof RexLiteral literal && !literal.isNull())) {
            return node;
        }
        RexNode folded = switch (call.getKind()) {
            case CAST -> cast((RexLiteral) call.getOperands().get(0), call.getType(), builder);
            case PLUS -> shift(call, 1, builder);
            case MINUS -> shift(call, -1, builder);
            default -> null;
        };
        return folded == null ? node : folded;
    }

    private static @Nullable RexNode cast(RexLiteral literal, RelDataType type, RexBuilder builder) {
        SqlTypeName to = type.getSqlTypeName();
        SqlTypeName from = literal.getType().getSqlTypeName();
        if (isTimestamp(to) && isTimestamp(from) && to == from) {
            return timestamp(time(literal), type, builder);
        } else if (isTimestamp(to) && from == SqlTypeName.DATE) {
            LocalDate date = LocalDate.parse(as(literal, DateString.class).toString());
            return to == SqlTypeName.TIMESTAMP ? timestamp(date.atStartOfDay(), type, builder) : null;
        } else if (SqlTypeName.EXACT_TYPES.contains(from) && SqlTypeName.NUMERIC_TYPES.contains(to)) {
            return number(as(literal, BigDecimal.class), type, builder);
        } else if (SqlTypeName.CHAR_TYPES.contains(from) && to == SqlTypeName.VARCHAR) {
            String text = as(literal, String.class);
            boolean fits = type.getPrecision() < 0 || text.length() <= type.getPrecision();
            return fits ? builder.makeLiteral(text, type, false) : null;
        }
        return null;
    }

    private static boolean isTimestamp(SqlTypeName type) {
        return type == SqlTypeName.TIMESTAMP || type == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
    }

    private static RexNode timestamp(LocalDateTime time, RelDataType type, RexBuilder builder) {
        TimestampString text = new TimestampString(
                        time.withNano(0).format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss")))
                .withNanos(time.get(ChronoField.NANO_OF_SECOND));
        return type.getSqlTypeName() == SqlTypeName.TIMESTAMP
                ? builder.makeTimestampLiteral(text, type.getPrecision())
                : builder.makeTimestampWithLocalTimeZoneLiteral(text, type.getPrecision());
    }

    private static @Nullable RexNode number(BigDecimal value, RelDataType type, RexBuilder builder) {
        SqlTypeName to = type.getSqlTypeName();
        if (SqlTypeName.APPROX_TYPES.contains(to)) {
            return builder.makeLiteral(value, type, false);
        }
        int scale = to == SqlTypeName.DECIMAL ? type.getScale() : 0;
        BigDecimal rounded = value.setScale(scale, RoundingMode.HALF_UP);
        boolean exact = rounded.compareTo(value) == 0;
        boolean fits = to == SqlTypeName.DECIMAL
                ? rounded.precision() <= type.getPrecision()
                : rounded.toBigInteger().bitLength() < bits(to);
        return exact && fits ? builder.makeLiteral(rounded, type, false) : null;
    }

    private static int bits(SqlTypeName integer) {
        return switch (integer) {
            case TINYINT -> Byte.SIZE;
            case SMALLINT -> Short.SIZE;
            case INTEGER -> Integer.SIZE;
            case BIGINT -> Long.SIZE;
            default -> 0;
        };
    }

    private static @Nullable RexNode shift(RexCall call, int sign, RexBuilder builder) {
        RexLiteral time = (RexLiteral) call.getOperands().get(0);
        if (call.getOperands().size() != 2
                || !isTimestamp(time.getType().getSqlTypeName())
                || !isTimestamp(call.getType().getSqlTypeName())) {
            return null;
        }
        RexLiteral interval = (RexLiteral) call.getOperands().get(1);
        long amount = sign * as(interval, BigDecimal.class).longValueExact();
        SqlTypeName type = interval.getType().getSqlTypeName();
        if (SqlTypeName.YEAR_INTERVAL_TYPES.contains(type)) {
            return timestamp(time(time).plusMonths(amount), call.getType(), builder);
        } else if (SqlTypeName.DAY_INTERVAL_TYPES.contains(type)) {
            return timestamp(
                    time(time).plusNanos(Math.multiplyExact(amount, NANOS_PER_MILLI)), call.getType(), builder);
        }
        return null;
    }
}

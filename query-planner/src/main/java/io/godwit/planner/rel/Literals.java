package io.godwit.planner.rel;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
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
    private static final long MILLIS_PER_DAY = 86_400_000L;
    private static final int MICROS = 6;
    private static final int NANO_DIGITS = 9;
    private static final Set<String> PRESENT =
            Set.of("CURRENT_TIMESTAMP", "LOCALTIMESTAMP", "NOW", "CURRENT_DATE", "CURRENT_DATETIME");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter();

    private static final Set<String> WORDS = Set.of("true", "false");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,40}(\\.\\d{1,40})?");
    private static final Pattern TIMESTAMP_TEXT = Pattern.compile(
            "(?<date>\\d{4}-\\d\\d-\\d\\d)([ T](?<time>\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?)(?<offset>Z|[+-]\\d\\d(:\\d\\d)?)?)?");

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
        if (isNanos(literal.getType()) && TimeComparisons.isBeyondNanos(time)) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "%s is not a time in nanoseconds: these are from %s to %s"
                            .formatted(time, TimeComparisons.LEAST_NANOS, TimeComparisons.GREATEST_NANOS));
        }
        long seconds = time.toEpochSecond(ZoneOffset.UTC);
        int nanos = time.get(ChronoField.NANO_OF_SECOND);
        // Rounded up for times before 1970, since the second that holds the least nanosecond begins before it.
        long whole = seconds < 0 ? seconds + 1 : seconds;
        return isNanos(literal.getType())
                ? Math.addExact(whole * NANOS_PER_SECOND, nanos - (whole - seconds) * NANOS_PER_SECOND)
                : Math.addExact(
                        Math.multiplyExact(seconds, NANOS_PER_SECOND / NANOS_PER_MICRO), nanos / NANOS_PER_MICRO);
    }

    static LocalDateTime time(RexLiteral literal) {
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

    /**
     * The literal that {@code node} comes down to, or the node itself: what is not certain to mean the same to the engine is
     * left to it.
     *
     * @param zone the session's, in which texts and timestamps without a zone are instants
     */
    public static RexNode fold(RexNode node, RexBuilder builder, ZoneId zone) {
        if (!(node instanceof RexCall call)) {
            return node;
        }
        boolean constant = !call.getOperands().isEmpty()
                && call.getOperands().stream()
                        .allMatch(operand -> operand instanceof RexLiteral literal && !literal.isNull());
        RexNode folded = switch (call.getKind()) {
            case CAST -> constant ? cast((RexLiteral) call.getOperands().get(0), call.getType(), builder, zone) : null;
            case PLUS -> constant ? shift(call, 1, builder, zone) : null;
            case MINUS -> constant ? shift(call, -1, builder, zone) : null;
            case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
                TimeComparisons.simplify(call, builder, zone);
            case SEARCH -> search(call, builder, zone);
            default -> null;
        };
        return folded == null ? node : folded;
    }

    private static @Nullable RexNode search(RexCall search, RexBuilder builder, ZoneId zone) {
        RelDataType type = search.getOperands().get(0).getType();
        if (!isTimestamp(type.getSqlTypeName())) {
            return null;
        }
        RexNode expanded = RexUtil.expandSearch(builder, null, search);
        RexNode within = expanded.accept(new RexShuttle() {
            @Override
            public RexNode visitCall(RexCall call) {
                boolean comparison = SqlKind.COMPARISON.contains(call.getKind());
                RexNode other = comparison ? TimeComparisons.simplify(call, builder, zone) : super.visitCall(call);
                return other == null ? call : other;
            }
        });
        return within == expanded ? null : within;
    }

    private static @Nullable RexNode cast(RexLiteral literal, RelDataType type, RexBuilder builder, ZoneId zone) {
        SqlTypeName to = type.getSqlTypeName();
        SqlTypeName from = literal.getType().getSqlTypeName();
        if (isTimestamp(to) && from == to) {
            return exact(time(literal), type) ? timestamp(time(literal), type, builder) : null;
        } else if (isTimestamp(to) && (from == SqlTypeName.DATE || from == SqlTypeName.TIMESTAMP)) {
            return inZone(localTime(literal, from), type, builder, zone);
        } else if (isOfOneKind(from, to)) {
            return builder.makeIntervalLiteral(
                    as(literal, BigDecimal.class), requireNonNull(type.getIntervalQualifier(), "qualifier"));
        } else if (SqlTypeName.EXACT_TYPES.contains(from) && SqlTypeName.NUMERIC_TYPES.contains(to)) {
            return number(as(literal, BigDecimal.class), type, builder);
        } else if (SqlTypeName.CHAR_TYPES.contains(from)) {
            return cast(as(literal, String.class), type, builder, zone);
        }
        return null;
    }

    /** Intervals of months, or of shorter times; the number that is counted with is the same for all of a kind. */
    private static boolean isOfOneKind(SqlTypeName from, SqlTypeName to) {
        return SqlTypeName.YEAR_INTERVAL_TYPES.contains(from) && SqlTypeName.YEAR_INTERVAL_TYPES.contains(to)
                || SqlTypeName.DAY_INTERVAL_TYPES.contains(from) && SqlTypeName.DAY_INTERVAL_TYPES.contains(to);
    }

    private static LocalDateTime localTime(RexLiteral literal, SqlTypeName type) {
        return type == SqlTypeName.TIMESTAMP
                ? time(literal)
                : LocalDate.parse(as(literal, DateString.class).toString()).atStartOfDay();
    }

    /** Text as what it is written like; the engine knows more ways to write things. */
    private static @Nullable RexNode cast(String text, RelDataType type, RexBuilder builder, ZoneId zone) {
        try {
            return switch (type.getSqlTypeName()) {
                case VARCHAR -> {
                    boolean fits = type.getPrecision() < 0 || text.length() <= type.getPrecision();
                    yield fits ? builder.makeLiteral(text, type, false) : null;
                }
                case BOOLEAN -> WORDS.contains(text) ? builder.makeLiteral(text.equals("true")) : null;
                case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL, REAL, FLOAT, DOUBLE ->
                    NUMBER.matcher(text).matches() ? number(new BigDecimal(text), type, builder) : null;
                case DATE ->
                    builder.makeDateLiteral(new DateString(LocalDate.parse(text).toString()));
                case TIME -> time(text, type, builder);
                case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> timestamp(text, type, builder, zone);
                default -> null;
            };
        } catch (DateTimeException | IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable RexNode time(String text, RelDataType type, RexBuilder builder) {
        LocalTime time = LocalTime.parse(text);
        boolean exact = exact(time.atDate(LocalDate.EPOCH), type);
        TimeString literal = new TimeString(time.withNano(0).format(TIME)).withNanos(time.getNano());
        return exact ? builder.makeTimeLiteral(literal, type.getPrecision()) : null;
    }

    private static @Nullable RexNode timestamp(String text, RelDataType type, RexBuilder builder, ZoneId zone) {
        Matcher parts = TIMESTAMP_TEXT.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        LocalTime time = parts.group("time") == null ? LocalTime.MIDNIGHT : LocalTime.parse(parts.group("time"));
        LocalDateTime local = LocalDate.parse(parts.group("date")).atTime(time);
        String offset = parts.group("offset");
        if (offset != null && type.getSqlTypeName() == SqlTypeName.TIMESTAMP) {
            return null;
        }
        return inZone(local, type, builder, offset == null ? zone : ZoneOffset.of(offset));
    }

    static boolean exact(LocalDateTime time, RelDataType type) {
        return BigDecimal.valueOf(time.getNano(), NANO_DIGITS)
                        .stripTrailingZeros()
                        .scale()
                <= type.getPrecision();
    }

    /** A local time as a timestamp, or as the instant it is in the zone; none where clocks skip or repeat it. */
    static @Nullable RexNode inZone(LocalDateTime time, RelDataType type, RexBuilder builder, ZoneId zone) {
        if (!exact(time, type)) {
            return null;
        } else if (type.getSqlTypeName() == SqlTypeName.TIMESTAMP) {
            return timestamp(time, type, builder);
        }
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(time);
        return offsets.size() == 1
                ? timestamp(time.minusSeconds(offsets.get(0).getTotalSeconds()), type, builder)
                : null;
    }

    static boolean isTimestamp(SqlTypeName type) {
        return type == SqlTypeName.TIMESTAMP || type == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
    }

    static RexNode timestamp(LocalDateTime time, RelDataType type, RexBuilder builder) {
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

    private static @Nullable RexNode shift(RexCall call, int sign, RexBuilder builder, ZoneId zone) {
        RexLiteral time = (RexLiteral) call.getOperands().get(0);
        if (call.getOperands().size() != 2
                || !isTimestamp(time.getType().getSqlTypeName())
                || !isTimestamp(call.getType().getSqlTypeName())) {
            return null;
        }
        RexLiteral interval = (RexLiteral) call.getOperands().get(1);
        long amount = sign * as(interval, BigDecimal.class).longValueExact();
        SqlTypeName type = interval.getType().getSqlTypeName();
        ZoneId calendar = call.getType().getSqlTypeName() == SqlTypeName.TIMESTAMP ? ZoneOffset.UTC : zone;
        LocalDateTime local =
                time(time).atZone(ZoneOffset.UTC).withZoneSameInstant(calendar).toLocalDateTime();
        if (SqlTypeName.YEAR_INTERVAL_TYPES.contains(type)) {
            return inZone(local.plusMonths(amount), call.getType(), builder, zone);
        } else if (SqlTypeName.DAY_INTERVAL_TYPES.contains(type)) {
            long days = isOfCalendar(interval.getType()) ? amount / MILLIS_PER_DAY : 0;
            long nanos = Math.multiplyExact(amount - days * MILLIS_PER_DAY, NANOS_PER_MILLI);
            RexNode day = inZone(local.plusDays(days), call.getType(), builder, zone);
            return day == null ? null : timestamp(time((RexLiteral) day).plusNanos(nanos), call.getType(), builder);
        }
        return null;
    }

    /** Whether an interval counts days or months, whose lengths differ in zones with a summer time, and not just hours. */
    public static boolean isOfCalendar(RelDataType interval) {
        SqlIntervalQualifier qualifier = interval.getIntervalQualifier();
        return qualifier != null
                && switch (qualifier.getStartUnit()) {
                    case YEAR, QUARTER, MONTH, WEEK, DAY -> true;
                    default -> false;
                };
    }
}

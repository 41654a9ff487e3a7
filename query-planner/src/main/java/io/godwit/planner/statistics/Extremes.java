package io.godwit.planner.statistics;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Least and greatest value of a column, exact in the column's own type. A column uses one kind of value only. */
final class Extremes {
    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000L);

    private long leastLong = Long.MAX_VALUE;
    private long greatestLong = Long.MIN_VALUE;
    private double leastDouble = Double.POSITIVE_INFINITY;
    private double greatestDouble = Double.NEGATIVE_INFINITY;
    private boolean longs;
    private boolean doubles;
    private byte @Nullable [] leastBytes;
    private byte @Nullable [] greatestBytes;

    void see(long value) {
        longs = true;
        leastLong = Math.min(leastLong, value);
        greatestLong = Math.max(greatestLong, value);
    }

    void see(double value) {
        doubles = true;
        leastDouble = Math.min(leastDouble, value);
        greatestDouble = Math.max(greatestDouble, value);
    }

    /** Compared byte by byte, which is the order of code points for UTF-8. */
    void see(byte[] value) {
        if (leastBytes == null || Arrays.compareUnsigned(value, leastBytes) < 0) {
            leastBytes = value;
        }
        if (greatestBytes == null || Arrays.compareUnsigned(value, greatestBytes) > 0) {
            greatestBytes = value;
        }
    }

    void add(Extremes other) {
        if (other.longs) {
            see(other.leastLong);
            see(other.greatestLong);
        }
        if (other.doubles) {
            see(other.leastDouble);
            see(other.greatestDouble);
        }
        if (other.leastBytes != null && other.greatestBytes != null) {
            see(other.leastBytes);
            see(other.greatestBytes);
        }
    }

    @Nullable
    String min(Field field) {
        return text(field, leastLong, leastDouble, leastBytes);
    }

    @Nullable
    String max(Field field) {
        return text(field, greatestLong, greatestDouble, greatestBytes);
    }

    private @Nullable String text(Field field, long asLong, double asDouble, byte @Nullable [] asBytes) {
        if (longs) {
            return text(field.getType(), asLong);
        } else if (doubles) {
            return Double.toString(asDouble);
        }
        return asBytes == null ? null : new String(asBytes, StandardCharsets.UTF_8);
    }

    private static String text(ArrowType type, long value) {
        if (type instanceof ArrowType.Bool) {
            return Boolean.toString(value != 0);
        } else if (type instanceof ArrowType.Date) {
            return LocalDate.ofEpochDay(value).toString();
        } else if (type instanceof ArrowType.Timestamp timestamp) {
            BigDecimal seconds = BigDecimal.valueOf(value, timestamp.getUnit().ordinal() * 3);
            BigInteger[] parts = seconds.multiply(NANOS_PER_SECOND)
                    .toBigInteger()
                    .divideAndRemainder(NANOS_PER_SECOND.toBigInteger());
            String text = Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact())
                    .toString();
            return timestamp.getTimezone() == null ? text.substring(0, text.length() - 1) : text;
        }
        return Long.toString(value);
    }
}

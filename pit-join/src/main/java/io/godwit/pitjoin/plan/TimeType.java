package io.godwit.pitjoin.plan;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.spec.TimeOffset;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** What kind of time a column holds, and how long its unit is; integers count units of one. */
public record TimeType(Family family, long unitNanos) {
    public static final long NANOS_PER_DAY = 86_400_000_000_000L;

    /** Times of one family compare; times of two do not. */
    enum Family {
        TIMESTAMP("a timestamp without time zone", "TIMESTAMP"),
        INSTANT("a timestamp with time zone", "TIMESTAMP WITH TIME ZONE"),
        DATE("a date", "DATE"),
        INTEGER("an integer", "BIGINT");

        private final String noun;
        private final String sqlType;

        Family(String noun, String sqlType) {
            this.noun = noun;
            this.sqlType = sqlType;
        }
    }

    public static TimeType of(Field field) {
        ArrowType type = field.getType();
        if (type instanceof ArrowType.Timestamp timestamp) {
            Family family = timestamp.getTimezone() == null ? Family.TIMESTAMP : Family.INSTANT;
            return new TimeType(family, nanos(timestamp.getUnit()));
        }
        if (type instanceof ArrowType.Date date) {
            return new TimeType(Family.DATE, date.getUnit() == DateUnit.DAY ? NANOS_PER_DAY : 1_000_000L);
        }
        if (type instanceof ArrowType.Int integer && (integer.getIsSigned() || integer.getBitWidth() < 64)) {
            return new TimeType(Family.INTEGER, 1);
        }
        throw new GodwitException(
                ErrorCode.INVALID_ARGUMENT,
                "Column %s is %s, which is no time to match by; use a timestamp, a date or an integer"
                        .formatted(field.getName(), type));
    }

    /** Refuses to compare a feature's time with a label's of another family, and says which cast to write. */
    static void requireComparable(Field feature, Field label) {
        Family featureFamily = of(feature).family;
        Family labelFamily = of(label).family;
        if (featureFamily != labelFamily) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Feature time %s is %s and label time %s is %s: they do not compare; write CAST(%s AS %s)"
                            .formatted(
                                    feature.getName(),
                                    featureFamily.noun,
                                    label.getName(),
                                    labelFamily.noun,
                                    label.getName(),
                                    featureFamily.sqlType));
        }
    }

    /** Refuses months added to what has none. */
    void requireOffset(Field label, TimeOffset offset) {
        if (family == Family.INTEGER && offset.months() != 0) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Column %s is an integer, to which no months can be added; cast it to a timestamp"
                            .formatted(label.getName()));
        }
    }

    public static long nanos(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> 1_000_000_000L;
            case MILLISECOND -> 1_000_000L;
            case MICROSECOND -> 1_000L;
            case NANOSECOND -> 1L;
        };
    }
}

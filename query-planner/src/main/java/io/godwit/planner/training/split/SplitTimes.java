package io.godwit.planner.training.split;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Ends of time windows, and times of rows, as numbers that compare. A time without a zone is taken as UTC. */
final class SplitTimes {
    private SplitTimes() {}

    /** As the manifest keeps it. */
    static String canonical(String part, String text) {
        try {
            return parse(text).toString();
        } catch (DateTimeException e) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "split.%s is '%s'; the end of a window is a date or a time such as 2026-01-31 or 2026-01-31T12:00:00Z, or 'rest'"
                            .formatted(part, text),
                    e);
        }
    }

    static Instant parse(String text) {
        String iso = text.trim().replace(' ', 'T');
        if (iso.indexOf('T') < 0) {
            return LocalDate.parse(iso).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        int afterDate = iso.indexOf('T');
        boolean zoned = iso.endsWith("Z") || iso.indexOf('+', afterDate) > 0 || iso.indexOf('-', afterDate) > 0;
        return zoned
                ? OffsetDateTime.parse(iso).toInstant()
                : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    }

    /** The first value of a column of that type that is at or after {@code end}. */
    static long bound(Field field, Instant end) {
        if (field.getType() instanceof ArrowType.Date) {
            long day = Math.floorDiv(end.getEpochSecond(), TimeUnit.DAYS.toSeconds(1));
            return LocalDate.ofEpochDay(day)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                            .equals(end)
                    ? day
                    : day + 1;
        }
        if (!(field.getType() instanceof ArrowType.Timestamp timestamp)) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Column %s is %s; a split by time needs a timestamp or a date"
                            .formatted(field.getName(), field.getType()));
        }
        long unitsPerSecond = switch (timestamp.getUnit()) {
            case SECOND -> 1L;
            case MILLISECOND -> 1_000L;
            case MICROSECOND -> 1_000_000L;
            case NANOSECOND -> 1_000_000_000L;
        };
        long nanosPerUnit = 1_000_000_000L / unitsPerSecond;
        return Math.addExact(
                Math.multiplyExact(end.getEpochSecond(), unitsPerSecond),
                (end.getNano() + nanosPerUnit - 1) / nanosPerUnit);
    }

    /** The times of a column's rows. */
    static IntToLongFunction values(FieldVector vector) {
        return vector instanceof DateDayVector days ? days::get : ((TimeStampVector) vector)::get;
    }
}

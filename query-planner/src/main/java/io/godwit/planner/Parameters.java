package io.godwit.planner;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.BaseListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.util.Text;
import org.jspecify.annotations.Nullable;

/**
 * Values for the parameters of a statement, by position: numbers, Boolean, String, byte[], {@code LocalDate}, {@code
 * LocalTime}, {@code LocalDateTime}, {@code Instant}, a list of these, or null; the planner coerces them to what it announced.
 */
public record Parameters(List<@Nullable Object> values) {
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    public static final Parameters NONE = new Parameters(List.of());

    public Parameters {
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    /** One row of what a client bound. */
    public static Parameters ofRow(VectorSchemaRoot batch, int row) {
        List<@Nullable Object> values = new ArrayList<>();
        batch.getFieldVectors().forEach(vector -> values.add(value(vector, row)));
        return new Parameters(values);
    }

    private static @Nullable Object value(FieldVector vector, int row) {
        ArrowType type = vector.getField().getType();
        if (vector.isNull(row)) {
            return null;
        } else if (vector instanceof BaseListVector lists && !(vector instanceof MapVector)) {
            return elements(lists, row);
        } else if (type instanceof ArrowType.Timestamp timestamp && timestamp.getTimezone() != null) {
            return instant(((TimeStampVector) vector).get(row), timestamp.getUnit());
        } else if (vector instanceof DateDayVector dates) {
            return LocalDate.ofEpochDay(dates.get(row));
        } else if (vector instanceof TimeMicroVector times) {
            return LocalTime.ofNanoOfDay(times.get(row) * NANOS_PER_MICRO);
        } else if (vector instanceof TimeNanoVector times) {
            return LocalTime.ofNanoOfDay(times.get(row));
        } else if (vector instanceof TimeSecVector times) {
            return LocalTime.ofSecondOfDay(times.get(row));
        } else if (vector instanceof TimeMilliVector times) {
            return LocalTime.ofNanoOfDay(times.get(row) * NANOS_PER_MILLI);
        }
        Object value = vector.getObject(row);
        return value instanceof Text text ? text.toString() : value;
    }

    private static List<@Nullable Object> elements(BaseListVector lists, int row) {
        FieldVector elements = lists.getChildrenFromFields().get(0);
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = lists.getElementStartIndex(row); i < lists.getElementEndIndex(row); i++) {
            values.add(value(elements, i));
        }
        return values;
    }

    private static Instant instant(long value, TimeUnit unit) {
        return switch (unit) {
            case SECOND -> Instant.ofEpochSecond(value);
            case MILLISECOND -> Instant.ofEpochMilli(value);
            case MICROSECOND -> Instant.EPOCH.plus(value, ChronoUnit.MICROS);
            case NANOSECOND -> Instant.EPOCH.plusNanos(value);
        };
    }
}

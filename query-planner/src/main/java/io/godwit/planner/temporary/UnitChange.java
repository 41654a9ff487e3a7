package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * From the unit of a time or date to the one that is plain: microseconds, or days.
 *
 * @param sourceBytes of a value as it came
 * @param targetBytes of a plain value
 * @param factor by which values grow
 * @param divisor by which they shrink
 */
record UnitChange(int sourceBytes, int targetBytes, long factor, long divisor) {
    private static final long MILLIS_PER_DAY = 86_400_000;

    /** Of values of {@code type}; null when they are plain. */
    static @Nullable UnitChange of(ArrowType type) {
        if (type instanceof ArrowType.Timestamp timestamp) {
            return toMicros(timestamp.getUnit(), Long.BYTES);
        } else if (type instanceof ArrowType.Time time) {
            return toMicros(time.getUnit(), time.getBitWidth() / Byte.SIZE);
        } else if (type instanceof ArrowType.Duration duration) {
            return toMicros(duration.getUnit(), Long.BYTES);
        }
        boolean isMillis = type instanceof ArrowType.Date date && date.getUnit() == DateUnit.MILLISECOND;
        return isMillis ? new UnitChange(Long.BYTES, Integer.BYTES, 1, MILLIS_PER_DAY) : null;
    }

    private static @Nullable UnitChange toMicros(TimeUnit unit, int sourceBytes) {
        return switch (unit) {
            case SECOND -> new UnitChange(sourceBytes, Long.BYTES, 1_000_000, 1);
            case MILLISECOND -> new UnitChange(sourceBytes, Long.BYTES, 1_000, 1);
            case MICROSECOND, NANOSECOND -> null;
        };
    }

    /** Writes the plain values of {@code vector}; what stands where it is null does not matter. */
    void convert(FieldVector vector, ArrowBuf target) {
        ArrowBuf source = vector.getDataBuffer();
        target.setZero(0, target.capacity());
        for (int row = 0; row < vector.getValueCount(); row++) {
            if (!vector.isNull(row)) {
                long value = sourceBytes == Integer.BYTES
                        ? source.getInt((long) row * Integer.BYTES)
                        : source.getLong((long) row * Long.BYTES);
                write(plain(value, vector), target, row);
            }
        }
    }

    private long plain(long value, FieldVector vector) {
        try {
            long plain = Math.floorDiv(Math.multiplyExact(value, factor), divisor);
            return targetBytes == Integer.BYTES ? Math.toIntExact(plain) : plain;
        } catch (ArithmeticException e) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Column \"%s\" of the upload is of type %s and holds %d, which is beyond the times there are"
                            .formatted(vector.getName(), vector.getField().getType(), value),
                    e);
        }
    }

    private void write(long plain, ArrowBuf target, int row) {
        if (targetBytes == Integer.BYTES) {
            target.setInt((long) row * Integer.BYTES, (int) plain);
        } else {
            target.setLong((long) row * Long.BYTES, plain);
        }
    }
}

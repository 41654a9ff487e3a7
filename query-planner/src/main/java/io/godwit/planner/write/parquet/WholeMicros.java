package io.godwit.planner.write.parquet;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.time.LocalTime;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeNanoVector;

/** Times of the day that clients hold in nanoseconds, as the microseconds that are the finest an Iceberg table holds. */
public final class WholeMicros {
    private static final long NANOS = 1_000;

    private WholeMicros() {}

    /** Refuses a time that is between two microseconds. */
    public static long of(FieldVector vector, int row) {
        long nanos = ((TimeNanoVector) vector).get(row);
        if (nanos % NANOS != 0) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Column \"%s\" holds %s, and an Iceberg table holds times of the day to the microsecond; round it"
                            .formatted(vector.getName(), LocalTime.ofNanoOfDay(nanos)));
        }
        return nanos / NANOS;
    }
}

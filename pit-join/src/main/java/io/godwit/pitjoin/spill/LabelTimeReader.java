package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.batch.Words;
import io.godwit.pitjoin.kernel.CalendarMonths;
import io.godwit.pitjoin.plan.LabelTime;
import io.godwit.pitjoin.plan.TimeType;
import java.util.Arrays;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The time by which labels are divided; without one, and where it is null, all have the same. */
final class LabelTimeReader {
    private final @Nullable LabelTime time;
    private final long unitNanos;
    private long[] values = new long[0];

    LabelTimeReader(Schema labels, @Nullable LabelTime time) {
        this.time = time;
        this.unitNanos = time == null
                ? 1
                : TimeType.of(labels.getFields().get(time.column())).unitNanos();
    }

    /** The times of the labels, and maybe more; the next call overwrites them. */
    long[] read(VectorSchemaRoot labels) {
        int count = labels.getRowCount();
        values = values.length < count ? new long[count] : values;
        if (time == null) {
            Arrays.fill(values, 0, count, Long.MIN_VALUE);
            return values;
        }
        FieldVector column = labels.getVector(time.column());
        int[] nulls = new int[count];
        Words.read(column, count, values);
        Words.markNulls(column, count, nulls, -1);
        for (int row = 0; row < count; row++) {
            if (nulls[row] != 0) {
                values[row] = Long.MIN_VALUE;
            } else if (time.months() != 0) {
                values[row] = CalendarMonths.plus(values[row], time.months(), unitNanos);
            }
        }
        return values;
    }
}

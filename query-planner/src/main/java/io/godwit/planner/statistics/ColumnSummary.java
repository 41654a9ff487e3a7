package io.godwit.planner.statistics;

import java.util.Base64;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * What one column looks like in one part of a table. Times count as numbers in their own unit since 1970.
 *
 * @param part null for all rows
 * @param distinct distinct values that are not null, estimated (standard error 1.6 %); null for types that are not looked into
 * @param min in the column's type; null when there is no value or the type has no order here
 * @param mean of numbers and times, NaN left out
 * @param distinctSketch an Apache DataSketches HLL sketch, base 64
 * @param quantileSketch an Apache DataSketches KLL sketch of doubles, base 64; rank error 1.3 %
 * @param buckets how many values fall into each hash bucket, of what is no number
 */
public record ColumnSummary(
        @Nullable String part,
        String column,
        String type,
        long rows,
        long nulls,
        @Nullable Double distinct,
        @Nullable String min,
        @Nullable String max,
        @Nullable Double mean,
        @Nullable Double standardDeviation,
        @Nullable String distinctSketch,
        @Nullable String quantileSketch,
        long @Nullable [] buckets) {

    /** The values below which these fractions of the values lie, or null when there are no numbers. */
    public double @Nullable [] quantiles(double[] fractions) {
        KllDoublesSketch sketch = sketch();
        return sketch == null ? null : sketch.getQuantiles(fractions);
    }

    @Nullable
    KllDoublesSketch sketch() {
        return quantileSketch == null
                ? null
                : KllDoublesSketch.heapify(Memory.wrap(Base64.getDecoder().decode(quantileSketch)));
    }

    double nullShare() {
        return rows == 0 ? 0 : (double) nulls / rows;
    }
}

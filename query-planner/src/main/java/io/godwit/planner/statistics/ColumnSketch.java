package io.godwit.planner.statistics;

import java.util.Base64;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.jspecify.annotations.Nullable;

/**
 * One column, in one part of a table. Distinct values are estimated by HyperLogLog, quantiles of numbers and times by KLL;
 * what is no number has its values spread over {@value #BUCKETS} buckets by hash instead, which tells distributions of
 * categories apart. Not for use by many threads at once.
 */
final class ColumnSketch {
    static final int BUCKETS = 64;

    private static final int HLL_LOG_SIZE = 12;
    private static final int KLL_SIZE = 200;
    private static final int CHUNK_ROWS = 1024;

    private final Field field;
    private final CellReader reader;
    private final double[] chunk = new double[CHUNK_ROWS];
    private final Extremes extremes = new Extremes();
    private final Moments moments = new Moments();
    private final KllDoublesSketch quantiles = KllDoublesSketch.newHeapInstance(KLL_SIZE);
    private final long[] buckets = new long[BUCKETS];
    private HllSketch distinct = new HllSketch(HLL_LOG_SIZE, TgtHllType.HLL_8);
    private long rows;
    private long nulls;

    ColumnSketch(Field field) {
        this.field = field;
        this.reader = CellReader.of(field);
    }

    /** Adds the cells of the first {@code count} of {@code selected} rows. */
    void add(FieldVector vector, int[] selected, int count) {
        rows += count;
        int filled = 0;
        for (int i = 0; i < count; i++) {
            int row = selected[i];
            if (vector.isNull(row)) {
                nulls++;
                continue;
            }
            double number = reader.read(vector, row, this);
            if (reader.isNumeric() && !Double.isNaN(number)) {
                chunk[filled++] = number;
                if (filled == chunk.length) {
                    addNumbers(filled);
                    filled = 0;
                }
            }
        }
        addNumbers(filled);
    }

    private void addNumbers(int count) {
        moments.add(chunk, count);
        for (int i = 0; i < count; i++) {
            quantiles.update(chunk[i]);
        }
    }

    void see(long value) {
        distinct.update(value);
        extremes.see(value);
    }

    void see(double value) {
        distinct.update(value);
        if (!Double.isNaN(value)) {
            extremes.see(value);
        }
    }

    void see(byte[] value, boolean isOrdered) {
        distinct.update(value);
        buckets[bucket(value)]++;
        if (isOrdered) {
            extremes.see(value);
        }
    }

    /** FNV-1a, spread once more: the same in every process, and in any other language in three lines. */
    private static int bucket(byte[] value) {
        long hash = 0xcbf29ce484222325L;
        for (byte each : value) {
            hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
        }
        return (int) ((hash ^ (hash >>> 32)) & (BUCKETS - 1));
    }

    /** Adds another part of the same column. */
    void add(ColumnSketch part) {
        rows += part.rows;
        nulls += part.nulls;
        extremes.add(part.extremes);
        moments.add(part.moments);
        quantiles.merge(part.quantiles);
        for (int i = 0; i < BUCKETS; i++) {
            buckets[i] += part.buckets[i];
        }
        Union union = new Union(HLL_LOG_SIZE);
        union.update(distinct);
        union.update(part.distinct);
        distinct = union.getResult(TgtHllType.HLL_8);
    }

    ColumnSummary summary(@Nullable String part) {
        boolean isNumeric = reader.isNumeric() && moments.count() > 0;
        return new ColumnSummary(
                part,
                field.getName(),
                field.getType().toString(),
                rows,
                nulls,
                reader.hasValues() ? (double) Math.round(distinct.getEstimate()) : null,
                extremes.min(field),
                extremes.max(field),
                isNumeric ? moments.mean() : null,
                isNumeric ? moments.standardDeviation() : null,
                reader.hasValues() ? Base64.getEncoder().encodeToString(distinct.toCompactByteArray()) : null,
                isNumeric ? Base64.getEncoder().encodeToString(quantiles.toByteArray()) : null,
                reader.isNumeric() || !reader.hasValues() ? null : buckets.clone());
    }
}

package io.godwit.planner.write.parquet;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.iceberg.FieldMetrics;
import org.apache.parquet.column.statistics.Statistics;

/**
 * What Iceberg wants to know of a floating column and Parquet's footer does not tell: NaNs, which bounds leave out, and the
 * signs of zeros, both of which Parquet's bounds have to admit.
 */
final class FloatTally {
    private long valueCount;
    private long nullCount;
    private long nanCount;
    private double least = Double.POSITIVE_INFINITY;
    private double greatest = Double.NEGATIVE_INFINITY;
    private boolean isFloat;

    void doubles(PlainValues values, Statistics<?> statistics) {
        double pageLeast = Double.POSITIVE_INFINITY;
        double pageGreatest = Double.NEGATIVE_INFINITY;
        int nans = 0;
        long address = values.address();
        for (int i = 0; i < values.count(); i++) {
            double value = Double.longBitsToDouble(MemoryUtil.getLong(address + 8L * i));
            if (value > pageLeast && value < pageGreatest) {
                // Soon nearly every value lies between, and a branch foreseen is cheaper than two bounds computed.
                continue;
            }
            if (Double.isNaN(value)) {
                nans++;
            } else {
                pageLeast = Math.min(pageLeast, value);
                pageGreatest = Math.max(pageGreatest, value);
            }
        }
        add(nans, pageLeast, pageGreatest);
        // A page without bounds would be one of nulls alone to whoever reads the column index.
        boolean hasBounds = nans < values.count();
        statistics.updateStats(!hasBounds ? Double.NEGATIVE_INFINITY : pageLeast == 0 ? -0.0 : pageLeast);
        statistics.updateStats(!hasBounds ? Double.POSITIVE_INFINITY : pageGreatest == 0 ? 0.0 : pageGreatest);
    }

    void floats(PlainValues values, Statistics<?> statistics) {
        isFloat = true;
        float pageLeast = Float.POSITIVE_INFINITY;
        float pageGreatest = Float.NEGATIVE_INFINITY;
        int nans = 0;
        long address = values.address();
        for (int i = 0; i < values.count(); i++) {
            float value = Float.intBitsToFloat(MemoryUtil.getInt(address + 4L * i));
            if (value > pageLeast && value < pageGreatest) {
                continue;
            }
            if (Double.isNaN(value)) {
                nans++;
            } else {
                pageLeast = Math.min(pageLeast, value);
                pageGreatest = Math.max(pageGreatest, value);
            }
        }
        add(nans, pageLeast, pageGreatest);
        // A page without bounds would be one of nulls alone to whoever reads the column index.
        boolean hasBounds = nans < values.count();
        statistics.updateStats(!hasBounds ? Float.NEGATIVE_INFINITY : pageLeast == 0 ? -0.0f : pageLeast);
        statistics.updateStats(!hasBounds ? Float.POSITIVE_INFINITY : pageGreatest == 0 ? 0.0f : pageGreatest);
    }

    private void add(int nans, double pageLeast, double pageGreatest) {
        nanCount += nans;
        least = Math.min(least, pageLeast);
        greatest = Math.max(greatest, pageGreatest);
    }

    /** Counts the values of a page, nulls among them. */
    void count(int values, int nulls) {
        valueCount += values;
        nullCount += nulls;
    }

    /** Adds the tally of the same column in another row group. */
    void add(FloatTally other) {
        valueCount += other.valueCount;
        nullCount += other.nullCount;
        nanCount += other.nanCount;
        least = Math.min(least, other.least);
        greatest = Math.max(greatest, other.greatest);
        isFloat |= other.isFloat;
    }

    FieldMetrics<?> metrics(int fieldId) {
        if (valueCount - nullCount == nanCount) {
            return new FieldMetrics<>(fieldId, valueCount, nullCount, nanCount);
        }
        return isFloat
                ? new FieldMetrics<>(fieldId, valueCount, nullCount, nanCount, (float) least, (float) greatest)
                : new FieldMetrics<>(fieldId, valueCount, nullCount, nanCount, least, greatest);
    }
}

package io.godwit.planner.aggregate;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.math.BigInteger;
import java.util.Arrays;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;

/** One measure of every group so far: a 128-bit number, and how many values went into it. */
final class MeasureState {
    /** What a decimal of 38 digits stays below. */
    static final BigInteger DECIMAL_BOUND = BigInteger.TEN.pow(38);

    /** The upper half of {@link #DECIMAL_BOUND}. */
    private static final long HIGH_BOUND = DECIMAL_BOUND.shiftRight(Long.SIZE).longValueExact();

    private final Measure.Kind kind;

    /** Upper and lower half of each group's sum, or of its extreme. */
    private long[] high = {};

    private long[] low = {};
    private long[] counts = {};

    MeasureState(Measure.Kind kind) {
        this.kind = kind;
    }

    /** Forgets all, and has room for groups below {@code capacity}. */
    void reset(int capacity) {
        if (capacity > counts.length) {
            high = new long[capacity];
            low = new long[capacity];
            counts = new long[capacity];
        } else {
            Arrays.fill(high, 0);
            Arrays.fill(low, 0);
            Arrays.fill(counts, 0);
        }
    }

    void grow(int capacity) {
        if (capacity > counts.length) {
            int size = Math.max(capacity, 2 * counts.length);
            high = Arrays.copyOf(high, size);
            low = Arrays.copyOf(low, size);
            counts = Arrays.copyOf(counts, size);
        }
    }

    /** Counts all rows of a stretch. */
    void count(BatchGroups batch) {
        if (batch.isGrouped()) {
            int[] rows = batch.rowsOfGroups();
            for (int group = 0; group < batch.groupCount(); group++) {
                counts[group] += rows[group];
            }
        } else {
            int[] groups = batch.groups();
            for (int row = 0; row < batch.count(); row++) {
                counts[groups[row]]++;
            }
        }
    }

    /**
     * Adds a value of every row of a stretch.
     *
     * @param fitWhenSummed whether no sum of the values needs more than 64 bits
     */
    void add(BatchGroups batch, long[] values, boolean fitWhenSummed) {
        if (kind != Measure.Kind.SUM) {
            int[] groups = batch.groups();
            for (int row = 0; row < batch.count(); row++) {
                add(groups[row], values[row]);
            }
        } else if (fitWhenSummed && batch.isGrouped()) {
            sumInLanes(batch, values);
        } else {
            sum(batch, values);
        }
    }

    /** Few groups are hit by row after row: with a sum in each of several lanes no addition waits for the one before. */
    private void sumInLanes(BatchGroups batch, long[] values) {
        int[] groups = batch.groups();
        long[] sums = new long[batch.groupCount() * BatchGroups.LANES];
        for (int row = 0; row < batch.count(); row++) {
            sums[groups[row] * BatchGroups.LANES + (row & (BatchGroups.LANES - 1))] += values[row];
        }
        int[] rows = batch.rowsOfGroups();
        for (int group = 0; group < batch.groupCount(); group++) {
            if (rows[group] > 0) {
                long sum = 0;
                for (int lane = 0; lane < BatchGroups.LANES; lane++) {
                    sum += sums[group * BatchGroups.LANES + lane];
                }
                add(group, sum);
                counts[group] += rows[group] - 1;
            }
        }
    }

    /** Values that may not fit 64 bits must be within 128. */
    void add(int group, BigInteger value) {
        add(group, value.shiftRight(Long.SIZE).longValueExact(), value.longValue());
    }

    void add(int group, long value) {
        add(group, value >> 63, value);
    }

    private void sum(BatchGroups batch, long[] values) {
        int[] groups = batch.groups();
        for (int row = 0; row < batch.count(); row++) {
            int group = groups[row];
            long before = low[group];
            long after = before + values[row];
            long carry = Long.compareUnsigned(after, before) < 0 ? 1 : 0;
            low[group] = after;
            high[group] += (values[row] >> 63) + carry;
            counts[group]++;
        }
    }

    private void add(int group, long valueHigh, long valueLow) {
        if (kind == Measure.Kind.SUM) {
            long before = low[group];
            low[group] = before + valueLow;
            long carry = Long.compareUnsigned(low[group], before) < 0 ? 1 : 0;
            long sum = high[group] + valueHigh + carry;
            if (((high[group] ^ sum) & (valueHigh ^ sum)) < 0) {
                throw tooManyDigits();
            }
            high[group] = sum;
        } else if (kind != Measure.Kind.COUNT && (counts[group] == 0 || isBeyond(group, valueHigh, valueLow))) {
            low[group] = valueLow;
            high[group] = valueHigh;
        }
        counts[group]++;
    }

    private boolean isBeyond(int group, long valueHigh, long valueLow) {
        int compared = Long.compare(valueHigh, high[group]);
        compared = compared == 0 ? Long.compareUnsigned(valueLow, low[group]) : compared;
        return kind == Measure.Kind.MIN ? compared < 0 : compared > 0;
    }

    /** Writes the groups below {@code count}; a group without values has null, or counts none. */
    void write(FieldVector vector, int count) {
        vector.setInitialCapacity(count);
        vector.allocateNew();
        for (int group = 0; group < count; group++) {
            if (kind == Measure.Kind.COUNT) {
                ((BigIntVector) vector).set(group, counts[group]);
            } else if (counts[group] > 0) {
                writeValue(vector, group);
            }
        }
        vector.setValueCount(count);
    }

    private void writeValue(FieldVector vector, int group) {
        if (vector instanceof DecimalVector decimals) {
            writeDecimal(decimals, group);
        } else if (vector instanceof BigIntVector longs) {
            longs.set(group, low[group]);
        } else if (vector instanceof IntVector ints) {
            ints.set(group, (int) low[group]);
        } else {
            ((DateDayVector) vector).set(group, (int) low[group]);
        }
    }

    private void writeDecimal(DecimalVector decimals, int group) {
        boolean mayBeTooLong = high[group] >= HIGH_BOUND || high[group] <= -HIGH_BOUND;
        if (mayBeTooLong && unscaled(group).abs().compareTo(DECIMAL_BOUND) >= 0) {
            throw tooManyDigits();
        }
        long address = decimals.getDataBuffer().memoryAddress() + (long) group * DecimalVector.TYPE_WIDTH;
        MemoryUtil.putLong(address, low[group]);
        MemoryUtil.putLong(address + Long.BYTES, high[group]);
        decimals.setIndexDefined(group);
    }

    private BigInteger unscaled(int group) {
        return BigInteger.valueOf(high[group])
                .shiftLeft(Long.SIZE)
                .add(new BigInteger(Long.toUnsignedString(low[group])));
    }

    private static GodwitException tooManyDigits() {
        return new GodwitException(
                ErrorCode.INVALID_ARGUMENT, "A sum has more than 38 digits; cast what is summed to DOUBLE");
    }
}

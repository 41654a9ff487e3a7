package io.godwit.planner.aggregate;

import io.godwit.planner.aggregate.Number64.Arithmetic;
import io.godwit.planner.aggregate.Number64.Column;
import io.godwit.planner.aggregate.Number64.Constant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * The values of some expressions in a stretch of a batch, of which what several of them share is computed once.
 *
 * <p>Each has a bound on how many bits its values take, which most often tells that no sum or product of them can overflow:
 * only where it does not are overflows looked for.
 */
final class BatchValues {
    /** A bound of this many bits leaves a sign bit, and one for a sum of two. */
    private static final int SURE_BITS = Long.SIZE - 2;

    private final List<Number64> expressions = new ArrayList<>();
    private final List<int[]> operands = new ArrayList<>();
    private final long[][] values;
    private final int[] bits;
    private final boolean[] fits;
    private final int[] filled;

    BatchValues(List<@Nullable Number64> wanted, int mostRows) {
        for (Number64 expression : wanted) {
            if (expression != null) {
                add(expression);
            }
        }
        values = new long[expressions.size()][mostRows];
        bits = new int[expressions.size()];
        fits = new boolean[expressions.size()];
        filled = new int[expressions.size()];
    }

    private int add(Number64 expression) {
        int known = expressions.indexOf(expression);
        if (known >= 0) {
            return known;
        }
        int[] of = expression instanceof Arithmetic arithmetic
                ? new int[] {add(arithmetic.left()), add(arithmetic.right())}
                : new int[0];
        expressions.add(expression);
        operands.add(of);
        return expressions.size() - 1;
    }

    int indexOf(Number64 expression) {
        return expressions.indexOf(expression);
    }

    /** Computes {@code count} rows from {@code start} on, whatever stands where a column is null. */
    void compute(List<FieldVector> columns, int start, int count) {
        for (int i = 0; i < expressions.size(); i++) {
            Number64 expression = expressions.get(i);
            if (expression instanceof Column column) {
                fits[i] = true;
                column.read(columns, start, count, values[i]);
                bits[i] = bits(values[i], count);
            } else if (expression instanceof Constant constant) {
                fill(i, constant.value(), count);
            } else {
                compute(i, ((Arithmetic) expression).operator(), count);
            }
        }
    }

    private void fill(int index, long value, int count) {
        if (filled[index] < count) {
            Arrays.fill(values[index], 0, count, value);
            filled[index] = count;
            fits[index] = true;
            bits[index] = bits(values[index], 1);
        }
    }

    private void compute(int index, Arithmetic.Operator operator, int count) {
        int left = operands.get(index)[0];
        int right = operands.get(index)[1];
        int bound = operator == Arithmetic.Operator.TIMES
                ? bits[left] + bits[right]
                : Math.max(bits[left], bits[right]) + 1;
        boolean isSure = bound <= SURE_BITS;
        fits[index] =
                fits[left] && fits[right] && operator.apply(values[left], values[right], count, values[index], isSure);
        bits[index] = isSure || !fits[index] ? Math.min(bound, Long.SIZE) : bits(values[index], count);
    }

    /** How many bits the largest value takes, apart from the sign. */
    private static int bits(long[] values, int count) {
        long bits = 0;
        for (int row = 0; row < count; row++) {
            bits |= values[row] ^ (values[row] >> 63);
        }
        return Long.SIZE - Long.numberOfLeadingZeros(bits);
    }

    /** Whether all values are right; else some did not fit 64 bits. */
    boolean fit(int index) {
        return fits[index];
    }

    /** Whether no sum of {@code count} of the values needs more than 64 bits. */
    boolean fitWhenSummed(int index, int count) {
        return bits[index] + Integer.SIZE - Integer.numberOfLeadingZeros(count) <= SURE_BITS;
    }

    /** By row, as computed last; not to be changed. */
    long[] of(int index) {
        return values[index];
    }
}

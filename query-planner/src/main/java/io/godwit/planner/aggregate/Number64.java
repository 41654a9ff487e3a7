package io.godwit.planner.aggregate;

import java.math.BigInteger;
import java.util.List;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;

/**
 * An expression over whole numbers, decimals being whole numbers of their last digit: computed in 64 bits for a batch at a
 * time, and where that is not enough row by row in as many as it takes. Its value is null where any column it names is.
 * Immutable.
 */
public sealed interface Number64 {
    /** Most digits of a decimal whose values are sure to fit. */
    int MOST_DIGITS = 18;

    /**
     * Computes the first {@code count} rows, whatever stands where a column is null.
     *
     * @return whether all values are right; else some did not fit 64 bits
     */
    boolean compute(List<FieldVector> columns, int count, long[] values);

    /** The value of one row, in which no column is null. */
    BigInteger exact(List<FieldVector> columns, int row);

    /** Adds the columns the expression names. */
    void addColumnsTo(List<Integer> columns);

    /** A column of decimals of at most {@link #MOST_DIGITS} digits, integers or dates. */
    record Column(int index) implements Number64 {
        private static final int DECIMAL_BYTES = 16;

        @Override
        public boolean compute(List<FieldVector> columns, int count, long[] values) {
            FieldVector vector = columns.get(index);
            long data = vector.getDataBuffer().memoryAddress();
            if (vector instanceof DecimalVector) {
                for (int row = 0; row < count; row++) {
                    values[row] = MemoryUtil.getLong(data + (long) row * DECIMAL_BYTES);
                }
            } else if (vector instanceof BigIntVector) {
                for (int row = 0; row < count; row++) {
                    values[row] = MemoryUtil.getLong(data + (long) row * Long.BYTES);
                }
            } else {
                for (int row = 0; row < count; row++) {
                    values[row] = MemoryUtil.getInt(data + (long) row * Integer.BYTES);
                }
            }
            return true;
        }

        @Override
        public BigInteger exact(List<FieldVector> columns, int row) {
            FieldVector vector = columns.get(index);
            if (vector instanceof DecimalVector decimals) {
                return decimals.getObject(row).unscaledValue();
            } else if (vector instanceof BigIntVector longs) {
                return BigInteger.valueOf(longs.get(row));
            }
            return BigInteger.valueOf(
                    vector instanceof IntVector ints ? ints.get(row) : ((DateDayVector) vector).get(row));
        }

        @Override
        public void addColumnsTo(List<Integer> columns) {
            columns.add(index);
        }
    }

    /** The same in every row. */
    record Constant(long value) implements Number64 {
        @Override
        public boolean compute(List<FieldVector> columns, int count, long[] values) {
            java.util.Arrays.fill(values, 0, count, value);
            return true;
        }

        @Override
        public BigInteger exact(List<FieldVector> columns, int row) {
            return BigInteger.valueOf(value);
        }

        @Override
        public void addColumnsTo(List<Integer> columns) {
            // names none
        }
    }

    /** What two expressions make together. */
    record Arithmetic(Operator operator, Number64 left, Number64 right) implements Number64 {
        /** How. */
        public enum Operator {
            PLUS,
            MINUS,
            TIMES
        }

        @Override
        public boolean compute(List<FieldVector> columns, int count, long[] values) {
            long[] other = new long[count];
            if (!left.compute(columns, count, values) || !right.compute(columns, count, other)) {
                return false;
            }
            return switch (operator) {
                case PLUS -> plus(values, other, count);
                case MINUS -> minus(values, other, count);
                case TIMES -> times(values, other, count);
            };
        }

        // What overflows leaves a sign behind, looked at once a batch: the loops have no branch.

        private static boolean plus(long[] values, long[] other, int count) {
            long overflow = 0;
            for (int row = 0; row < count; row++) {
                long sum = values[row] + other[row];
                overflow |= (values[row] ^ sum) & (other[row] ^ sum);
                values[row] = sum;
            }
            return overflow >= 0;
        }

        private static boolean minus(long[] values, long[] other, int count) {
            long overflow = 0;
            for (int row = 0; row < count; row++) {
                long difference = values[row] - other[row];
                overflow |= (values[row] ^ other[row]) & (values[row] ^ difference);
                values[row] = difference;
            }
            return overflow >= 0;
        }

        private static boolean times(long[] values, long[] other, int count) {
            long overflow = 0;
            for (int row = 0; row < count; row++) {
                long product = values[row] * other[row];
                overflow |= Math.multiplyHigh(values[row], other[row]) ^ (product >> 63);
                values[row] = product;
            }
            return overflow == 0;
        }

        @Override
        public BigInteger exact(List<FieldVector> columns, int row) {
            BigInteger one = left.exact(columns, row);
            BigInteger other = right.exact(columns, row);
            return switch (operator) {
                case PLUS -> one.add(other);
                case MINUS -> one.subtract(other);
                case TIMES -> one.multiply(other);
            };
        }

        @Override
        public void addColumnsTo(List<Integer> columns) {
            left.addColumnsTo(columns);
            right.addColumnsTo(columns);
        }
    }
}

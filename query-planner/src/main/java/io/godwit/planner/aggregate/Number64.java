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
 * An expression over whole numbers, decimals being whole numbers of their last digit: computed in 64 bits for a stretch of rows at
 * a time ({@link BatchValues}), and where that is not enough row by row in as many as it takes. Its value is null where any column it names is.
 * Immutable.
 */
public sealed interface Number64 {
    /** Most digits of a decimal whose values are sure to fit. */
    int MOST_DIGITS = 18;

    /** The value of one row, in which no column is null. */
    BigInteger exact(List<FieldVector> columns, int row);

    /** Adds the columns the expression names. */
    void addColumnsTo(List<Integer> columns);

    /** A column of decimals of at most {@link #MOST_DIGITS} digits, integers or dates. */
    record Column(int index) implements Number64 {
        private static final int DECIMAL_BYTES = 16;

        /** Copies {@code count} values from row {@code start} on, whatever stands where there is none. */
        void read(List<FieldVector> columns, int start, int count, long[] values) {
            FieldVector vector = columns.get(index);
            long data = vector.getDataBuffer().memoryAddress();
            if (vector instanceof DecimalVector) {
                long first = data + (long) start * DECIMAL_BYTES;
                for (int row = 0; row < count; row++) {
                    values[row] = MemoryUtil.getLong(first + (long) row * DECIMAL_BYTES);
                }
            } else if (vector instanceof BigIntVector) {
                long first = data + (long) start * Long.BYTES;
                for (int row = 0; row < count; row++) {
                    values[row] = MemoryUtil.getLong(first + (long) row * Long.BYTES);
                }
            } else {
                long first = data + (long) start * Integer.BYTES;
                for (int row = 0; row < count; row++) {
                    values[row] = MemoryUtil.getInt(first + (long) row * Integer.BYTES);
                }
            }
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
            PLUS {
                @Override
                boolean apply(long[] left, long[] right, int count, long[] values, boolean isSure) {
                    long overflow = 0;
                    for (int row = 0; row < count; row++) {
                        long sum = left[row] + right[row];
                        overflow |= (left[row] ^ sum) & (right[row] ^ sum);
                        values[row] = sum;
                    }
                    return overflow >= 0;
                }
            },
            MINUS {
                @Override
                boolean apply(long[] left, long[] right, int count, long[] values, boolean isSure) {
                    long overflow = 0;
                    for (int row = 0; row < count; row++) {
                        long difference = left[row] - right[row];
                        overflow |= (left[row] ^ right[row]) & (left[row] ^ difference);
                        values[row] = difference;
                    }
                    return overflow >= 0;
                }
            },
            TIMES {
                @Override
                boolean apply(long[] left, long[] right, int count, long[] values, boolean isSure) {
                    if (isSure) {
                        for (int row = 0; row < count; row++) {
                            values[row] = left[row] * right[row];
                        }
                        return true;
                    }
                    long overflow = 0;
                    for (int row = 0; row < count; row++) {
                        long product = left[row] * right[row];
                        overflow |= Math.multiplyHigh(left[row], right[row]) ^ (product >> 63);
                        values[row] = product;
                    }
                    return overflow == 0;
                }
            };

            // What overflows leaves a sign behind, looked at once a stretch: the loops have no branch.

            /**
             * Computes the first {@code count} values.
             *
             * @param isSure whether all values are known to fit
             * @return whether all do
             */
            abstract boolean apply(long[] left, long[] right, int count, long[] values, boolean isSure);
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

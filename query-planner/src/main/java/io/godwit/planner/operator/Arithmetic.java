package io.godwit.planner.operator;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Sum, difference or product of two integers or two floating point numbers. Integers that overflow are an error. */
public final class Arithmetic extends Scalar {
    /** What is computed. */
    public enum Operator {
        ADD("+"),
        SUBTRACT("-"),
        MULTIPLY("*");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }
    }

    private final Operator operator;
    private final Scalar left;
    private final Scalar right;
    private final long min;
    private final long max;

    /** @param min least result of an integer type, {@code max} the greatest */
    public Arithmetic(Operator operator, Scalar left, Scalar right, long min, long max) {
        super(left.kind());
        this.operator = operator;
        this.left = left;
        this.right = right;
        this.min = min;
        this.max = max;
    }

    @Override
    public void bind(VectorSchemaRoot batch) {
        left.bind(batch);
        right.bind(batch);
    }

    @Override
    public boolean isNull(int row) {
        return left.isNull(row) || right.isNull(row);
    }

    @Override
    public long longAt(int row) {
        long a = left.longAt(row);
        long b = right.longAt(row);
        try {
            long result = switch (operator) {
                case ADD -> Math.addExact(a, b);
                case SUBTRACT -> Math.subtractExact(a, b);
                case MULTIPLY -> Math.multiplyExact(a, b);
            };
            if (result >= min && result <= max) {
                return result;
            }
        } catch (ArithmeticException e) {
            throw overflow(a, b, e);
        }
        throw overflow(a, b, null);
    }

    private GodwitException overflow(long a, long b, @org.jspecify.annotations.Nullable ArithmeticException cause) {
        return new GodwitException(
                ErrorCode.INVALID_ARGUMENT,
                "%d %s %d is out of the range of its type; cast an operand to a wider type"
                        .formatted(a, operator.symbol, b),
                cause);
    }

    @Override
    public double doubleAt(int row) {
        double a = left.doubleAt(row);
        double b = right.doubleAt(row);
        return switch (operator) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
        };
    }
}

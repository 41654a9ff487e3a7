package io.godwit.planner.operator;

import java.util.Arrays;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Compares two operands of one kind; unknown if either is null. NaN equals itself and is greater than any other number,
 * -0.0 equals 0.0.
 */
public final class Comparison extends Scalar {
    /** Which outcomes of the comparison are true. */
    public enum Operator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL
    }

    private final Operator operator;
    private final Scalar left;
    private final Scalar right;

    public Comparison(Operator operator, Scalar left, Scalar right) {
        super(Kind.LONG);
        this.operator = operator;
        this.left = left;
        this.right = right;
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
        int order = compare(row);
        boolean isTrue = switch (operator) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
        };
        return isTrue ? 1 : 0;
    }

    private int compare(int row) {
        return switch (left.kind()) {
            case LONG -> Long.compare(left.longAt(row), right.longAt(row));
            // Adding 0.0 turns -0.0 into 0.0, which Double.compare would tell apart.
            case DOUBLE -> Double.compare(left.doubleAt(row) + 0.0, right.doubleAt(row) + 0.0);
            case DECIMAL -> left.decimalAt(row).compareTo(right.decimalAt(row));
            case BYTES -> Arrays.compareUnsigned(left.bytesAt(row), right.bytesAt(row));
        };
    }
}

package io.godwit.planner.operator;

import java.util.Arrays;
import org.apache.arrow.memory.util.MemoryUtil;
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

    /** Of two columns of whole numbers without looking at any type row by row. */
    @Override
    public int select(int[] rows, int count) {
        if (left instanceof ColumnScalar one && right instanceof ColumnScalar other) {
            int bytes = one.integerBytes();
            if (bytes > 0 && bytes == other.integerBytes()) {
                return select(one, other, bytes, rows, count);
            }
        }
        return super.select(rows, count);
    }

    private int select(ColumnScalar one, ColumnScalar other, int bytes, int[] rows, int count) {
        int present = count;
        if (one.hasNulls() || other.hasNulls()) {
            present = 0;
            for (int i = 0; i < count; i++) {
                int row = rows[i];
                rows[present] = row;
                present += isNull(row) ? 0 : 1;
            }
        }
        return bytes == Integer.BYTES
                ? selectInts(one.dataAddress(), other.dataAddress(), rows, present)
                : selectLongs(one.dataAddress(), other.dataAddress(), rows, present);
    }

    // The outcome of a comparison is a bit of the mask of those that are true: no branch depends on the data. Of
    // Integer.compare and Long.compare the compiler makes some.

    private int selectInts(long one, long other, int[] rows, int count) {
        int outcomes = outcomes();
        int selected = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            long offset = (long) row * Integer.BYTES;
            int order = Long.signum((long) MemoryUtil.getInt(one + offset) - MemoryUtil.getInt(other + offset));
            rows[selected] = row;
            selected += outcomes >> (order + 1) & 1;
        }
        return selected;
    }

    private int selectLongs(long one, long other, int[] rows, int count) {
        int outcomes = outcomes();
        int selected = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            long offset = (long) row * Long.BYTES;
            long mine = MemoryUtil.getLong(one + offset);
            long theirs = MemoryUtil.getLong(other + offset);
            int order = isLess(theirs, mine) - isLess(mine, theirs);
            rows[selected] = row;
            selected += outcomes >> (order + 1) & 1;
        }
        return selected;
    }

    /** 1 or 0: the sign of the difference, but where that overflowed the sign of {@code one}. */
    private static int isLess(long one, long other) {
        long difference = one - other;
        return (int) ((difference ^ (one ^ other) & (difference ^ one)) >>> 63);
    }

    /** Three bits: for less, equal and greater. */
    private int outcomes() {
        return switch (operator) {
            case EQUAL -> 0b010;
            case NOT_EQUAL -> 0b101;
            case LESS -> 0b001;
            case LESS_OR_EQUAL -> 0b011;
            case GREATER -> 0b100;
            case GREATER_OR_EQUAL -> 0b110;
        };
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

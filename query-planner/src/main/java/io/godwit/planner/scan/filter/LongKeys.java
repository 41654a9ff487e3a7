package io.godwit.planner.scan.filter;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.iceberg.types.Types;

/**
 * The values of a vector as longs that order as the values do. Integers, dates and times are their own keys, and so are
 * decimals of a type that {@link #hold} says. Floating numbers order by value, with -0.0 equal to 0.0 and NaN equal to
 * itself and above all others.
 */
enum LongKeys {
    BIT {
        @Override
        long key(long data, int row) {
            return Kernel.bit(data, row);
        }
    },
    INT32 {
        @Override
        long key(long data, int row) {
            return MemoryUtil.getInt(data + (long) row * Integer.BYTES);
        }
    },
    INT64 {
        @Override
        long key(long data, int row) {
            return MemoryUtil.getLong(data + (long) row * Long.BYTES);
        }
    },
    /** The lower half, of which the upper half is the sign. */
    DECIMAL {
        @Override
        long key(long data, int row) {
            return MemoryUtil.getLong(data + (long) row * DecimalVector.TYPE_WIDTH);
        }
    },
    FLOAT {
        @Override
        long key(long data, int row) {
            return of(Float.intBitsToFloat(MemoryUtil.getInt(data + (long) row * Float.BYTES)));
        }
    },
    DOUBLE {
        @Override
        long key(long data, int row) {
            return of(Double.longBitsToDouble(MemoryUtil.getLong(data + (long) row * Double.BYTES)));
        }
    };

    /** @param data address of the vector's values */
    abstract long key(long data, int row);

    /** Whether the unscaled value of every decimal of the type is a long. */
    static boolean hold(Types.DecimalType type) {
        return type.precision() <= 18;
    }

    /** @param vector of decimals only if {@link #hold} says so of their type */
    static LongKeys of(FieldVector vector) {
        if (vector instanceof BitVector) {
            return BIT;
        }
        if (vector instanceof Float4Vector) {
            return FLOAT;
        }
        if (vector instanceof Float8Vector) {
            return DOUBLE;
        }
        if (vector instanceof DecimalVector) {
            return DECIMAL;
        }
        ArrowType type = vector.getField().getType();
        boolean narrow = type instanceof ArrowType.Date
                || (type instanceof ArrowType.Int integer && integer.getBitWidth() == 32);
        return narrow ? INT32 : INT64;
    }

    /** The key of a floating number. Adding 0.0 turns -0.0 into 0.0; {@code doubleToLongBits} makes all NaNs one. */
    static long of(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }
}

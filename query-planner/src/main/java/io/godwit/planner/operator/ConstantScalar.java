package io.godwit.planner.operator;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The same value in every row. */
public final class ConstantScalar extends Scalar {
    private final @Nullable Object value;

    /** @param value a Long, Double, BigDecimal or byte[] as the kind says, or null */
    public ConstantScalar(Kind kind, @Nullable Object value) {
        super(kind);
        this.value = value;
    }

    @Override
    public boolean isNull(int row) {
        return value == null;
    }

    private Object value() {
        return java.util.Objects.requireNonNull(value, "null has no value");
    }

    @Override
    public long longAt(int row) {
        return (Long) value();
    }

    @Override
    public double doubleAt(int row) {
        return (Double) value();
    }

    @Override
    public BigDecimal decimalAt(int row) {
        return (BigDecimal) value();
    }

    @Override
    public byte[] bytesAt(int row) {
        return (byte[]) value();
    }
}

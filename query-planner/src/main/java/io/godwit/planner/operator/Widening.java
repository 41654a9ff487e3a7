package io.godwit.planner.operator;

import java.math.BigDecimal;
import org.apache.arrow.vector.VectorSchemaRoot;

/** A cast that loses nothing: an integer as a floating point number or decimal, a time in a finer unit. */
public final class Widening extends Scalar {
    private final Scalar operand;
    private final long factor;

    /** @param factor what an integer is multiplied by; overflow is an error */
    public Widening(Kind kind, Scalar operand, long factor) {
        super(kind);
        this.operand = operand;
        this.factor = factor;
    }

    @Override
    public void bind(VectorSchemaRoot batch) {
        operand.bind(batch);
    }

    @Override
    public boolean isNull(int row) {
        return operand.isNull(row);
    }

    @Override
    public long longAt(int row) {
        return Math.multiplyExact(operand.longAt(row), factor);
    }

    @Override
    public double doubleAt(int row) {
        return operand.kind() == Kind.LONG ? operand.longAt(row) : operand.doubleAt(row);
    }

    @Override
    public BigDecimal decimalAt(int row) {
        return operand.kind() == Kind.LONG ? BigDecimal.valueOf(operand.longAt(row)) : operand.decimalAt(row);
    }
}

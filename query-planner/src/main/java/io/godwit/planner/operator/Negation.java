package io.godwit.planner.operator;

import org.apache.arrow.vector.VectorSchemaRoot;

/** NOT: unknown stays unknown. */
public final class Negation extends Scalar {
    private final Scalar operand;

    public Negation(Scalar operand) {
        super(Kind.LONG);
        this.operand = operand;
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
        return 1 - operand.longAt(row);
    }
}

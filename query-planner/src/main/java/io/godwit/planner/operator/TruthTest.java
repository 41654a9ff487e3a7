package io.godwit.planner.operator;

import org.apache.arrow.vector.VectorSchemaRoot;

/** IS NULL, IS TRUE, IS FALSE and their negations: never unknown. */
public final class TruthTest extends Scalar {
    /** What is asked of the operand. */
    public enum Question {
        IS_NULL,
        IS_TRUE,
        IS_FALSE
    }

    private final Question question;
    private final boolean negated;
    private final Scalar operand;

    public TruthTest(Question question, boolean negated, Scalar operand) {
        super(Kind.LONG);
        this.question = question;
        this.negated = negated;
        this.operand = operand;
    }

    @Override
    public void bind(VectorSchemaRoot batch) {
        operand.bind(batch);
    }

    @Override
    public boolean isNull(int row) {
        return false;
    }

    @Override
    public long longAt(int row) {
        boolean isNull = operand.isNull(row);
        boolean answer = switch (question) {
            case IS_NULL -> isNull;
            case IS_TRUE -> !isNull && operand.longAt(row) == 1;
            case IS_FALSE -> !isNull && operand.longAt(row) == 0;
        };
        return answer == negated ? 0 : 1;
    }
}

package io.godwit.planner.operator;

import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;

/** AND, or with {@code isOr} OR, in three-valued logic. */
public final class Conjunction extends Scalar {
    private final List<Scalar> operands;
    /** The operand value that decides the result alone: 0 for AND, 1 for OR. */
    private final long deciding;

    public Conjunction(List<Scalar> operands, boolean isOr) {
        super(Kind.LONG);
        this.operands = List.copyOf(operands);
        this.deciding = isOr ? 1 : 0;
    }

    @Override
    public void bind(VectorSchemaRoot batch) {
        operands.forEach(operand -> operand.bind(batch));
    }

    /** Of AND, each operand sees only the rows that are left. */
    @Override
    public int select(int[] rows, int count) {
        if (deciding != 0) {
            return super.select(rows, count);
        }
        int left = count;
        for (Scalar operand : operands) {
            left = operand.select(rows, left);
        }
        return left;
    }

    @Override
    public boolean isNull(int row) {
        boolean anyUnknown = false;
        for (Scalar operand : operands) {
            if (operand.isNull(row)) {
                anyUnknown = true;
            } else if (operand.longAt(row) == deciding) {
                return false;
            }
        }
        return anyUnknown;
    }

    @Override
    public long longAt(int row) {
        for (Scalar operand : operands) {
            if (!operand.isNull(row) && operand.longAt(row) == deciding) {
                return deciding;
            }
        }
        return 1 - deciding;
    }
}

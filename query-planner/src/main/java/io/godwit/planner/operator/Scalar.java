package io.godwit.planner.operator;

import java.math.BigDecimal;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * An expression over the rows of one batch at a time. Which of the typed accessors works follows from the expression's
 * {@link Kind}; they are called only for rows that are not null. Belongs to one operator and one thread.
 */
public abstract class Scalar {
    /** How values are held. */
    public enum Kind {
        /** Booleans (0 and 1), integers, dates in days, times and timestamps in their unit. */
        LONG,
        DOUBLE,
        DECIMAL,
        /** UTF-8 text and binaries, compared byte by byte, unsigned. */
        BYTES
    }

    private final Kind kind;

    protected Scalar(Kind kind) {
        this.kind = kind;
    }

    public final Kind kind() {
        return kind;
    }

    /** Turns to a batch, whose vectors stay the caller's. */
    public void bind(VectorSchemaRoot batch) {}

    public abstract boolean isNull(int row);

    /**
     * Of a predicate: narrows {@code rows}, of which {@code count} count, to those for which it is true.
     *
     * @return how many are left, in their order at the beginning of {@code rows}
     */
    public int select(int[] rows, int count) {
        int selected = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            if (!isNull(row) && longAt(row) == 1) {
                rows[selected++] = row;
            }
        }
        return selected;
    }

    public long longAt(int row) {
        throw new IllegalStateException("Not an integer: " + this);
    }

    public double doubleAt(int row) {
        throw new IllegalStateException("Not a floating point number: " + this);
    }

    public BigDecimal decimalAt(int row) {
        throw new IllegalStateException("Not a decimal: " + this);
    }

    public byte[] bytesAt(int row) {
        throw new IllegalStateException("Not text: " + this);
    }
}

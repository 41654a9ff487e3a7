package io.godwit.planner.operator;

import java.math.BigDecimal;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** A column of the batch. */
public final class ColumnScalar extends Scalar {
    private static final long MILLIS_PER_DAY = 86_400_000;

    private final int column;
    private @Nullable FieldVector vector;

    public ColumnScalar(Kind kind, int column) {
        super(kind);
        this.column = column;
    }

    @Override
    public void bind(VectorSchemaRoot batch) {
        vector = batch.getVector(column);
    }

    private FieldVector vector() {
        return java.util.Objects.requireNonNull(vector, "bind first");
    }

    /** The width of values that lie in the batch as whole numbers, signed, or 0 if they do not. */
    int integerBytes() {
        FieldVector bound = vector();
        if (bound instanceof IntVector || bound instanceof DateDayVector) {
            return Integer.BYTES;
        }
        return bound instanceof BigIntVector || bound instanceof TimeStampVector ? Long.BYTES : 0;
    }

    /** Where they lie. */
    long dataAddress() {
        return vector().getDataBuffer().memoryAddress();
    }

    boolean hasNulls() {
        return vector().getNullCount() > 0;
    }

    @Override
    public boolean isNull(int row) {
        return vector().isNull(row);
    }

    @Override
    public long longAt(int row) {
        FieldVector bound = vector();
        if (bound instanceof BigIntVector integers) {
            return integers.get(row);
        } else if (bound instanceof TimeStampVector timestamps) {
            return timestamps.get(row);
        } else if (bound instanceof BaseIntVector integers) {
            return integers.getValueAsLong(row);
        } else if (bound instanceof DateDayVector dates) {
            return dates.get(row);
        } else if (bound instanceof DateMilliVector dates) {
            return Math.floorDiv(dates.get(row), MILLIS_PER_DAY);
        } else if (bound instanceof TimeSecVector times) {
            return times.get(row);
        } else if (bound instanceof TimeMilliVector times) {
            return times.get(row);
        } else if (bound instanceof TimeMicroVector times) {
            return times.get(row);
        } else if (bound instanceof TimeNanoVector times) {
            return times.get(row);
        }
        return ((BitVector) bound).get(row);
    }

    @Override
    public double doubleAt(int row) {
        FieldVector bound = vector();
        return bound instanceof Float4Vector reals ? reals.get(row) : ((Float8Vector) bound).get(row);
    }

    @Override
    public BigDecimal decimalAt(int row) {
        return ((DecimalVector) vector()).getObject(row);
    }

    @Override
    public byte[] bytesAt(int row) {
        FieldVector bound = vector();
        return bound instanceof VarCharVector text ? text.get(row) : ((VarBinaryVector) bound).get(row);
    }
}

package io.godwit.planner.operator;

import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;

/** Writes the values of a scalar into a new vector. */
final class ColumnWriter {
    private ColumnWriter() {}

    /** Sets one value that is not null. */
    private interface Setter {
        void set(int row);
    }

    static void write(Scalar scalar, int rows, FieldVector column) {
        column.setInitialCapacity(rows);
        column.allocateNew();
        Setter setter = setter(scalar, column);
        for (int row = 0; row < rows; row++) {
            if (scalar.isNull(row)) {
                column.setNull(row);
            } else {
                setter.set(row);
            }
        }
        column.setValueCount(rows);
    }

    private static Setter setter(Scalar scalar, FieldVector column) {
        if (column instanceof BigIntVector to) {
            return row -> to.set(row, scalar.longAt(row));
        } else if (column instanceof IntVector to) {
            return row -> to.set(row, (int) scalar.longAt(row));
        } else if (column instanceof SmallIntVector to) {
            return row -> to.set(row, (int) scalar.longAt(row));
        } else if (column instanceof TinyIntVector to) {
            return row -> to.set(row, (int) scalar.longAt(row));
        } else if (column instanceof BitVector to) {
            return row -> to.set(row, (int) scalar.longAt(row));
        } else if (column instanceof DateDayVector to) {
            return row -> to.set(row, (int) scalar.longAt(row));
        } else if (column instanceof TimeStampVector to) {
            return row -> to.set(row, scalar.longAt(row));
        } else if (column instanceof TimeMicroVector to) {
            return row -> to.set(row, scalar.longAt(row));
        } else if (column instanceof TimeNanoVector to) {
            return row -> to.set(row, scalar.longAt(row));
        } else if (column instanceof Float8Vector to) {
            return row -> to.set(row, scalar.doubleAt(row));
        } else if (column instanceof Float4Vector to) {
            return row -> to.set(row, (float) scalar.doubleAt(row));
        } else if (column instanceof DecimalVector to) {
            return row -> to.set(row, scalar.decimalAt(row).setScale(to.getScale()));
        } else if (column instanceof VarCharVector to) {
            return row -> to.setSafe(row, scalar.bytesAt(row));
        } else if (column instanceof VarBinaryVector to) {
            return row -> to.setSafe(row, scalar.bytesAt(row));
        } else if (column instanceof NullVector) {
            return row -> {};
        }
        return row -> {
            throw new IllegalStateException("No values but nulls go into " + column.getField());
        };
    }
}

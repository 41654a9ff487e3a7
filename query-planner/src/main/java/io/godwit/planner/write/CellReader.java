package io.godwit.planner.write;

import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** Reads cells of one Arrow type as Iceberg's internal values of the type they are written as. */
interface CellReader {
    /** The value of a cell that is not null. */
    Object value(FieldVector vector, int row);

    /** The value, or null. */
    default @Nullable Object read(FieldVector vector, int row) {
        return vector.isNull(row) ? null : value(vector, row);
    }
}

package io.godwit.planner.write.parquet;

import org.apache.arrow.vector.FieldVector;

/** Copies present values of an Arrow vector into a page, as the Parquet type of their column has them. Keeps no state. */
interface ValueSource {
    /** Copies all of {@code [from, to)}, none of which is null. */
    void copyRange(FieldVector vector, int from, int to, PlainValues target);

    /** Copies the first {@code count} of {@code rows}, none of which is null. */
    void copy(FieldVector vector, int[] rows, int count, PlainValues target);

    /** About how many bytes a present value takes in a page. */
    int width(FieldVector vector, int row);

    /** How many rows from {@code from} on, one at least, take about {@code bytes} or less. */
    int rowsWithin(FieldVector vector, int from, int to, int bytes);
}

package io.godwit.planner.scan.parquet.column;

import org.apache.arrow.vector.FieldVector;

/**
 * One column of one row group from its first row to its last. Rows are appended to the vector being filled, or passed
 * over, until the vector is taken.
 */
interface ColumnReader extends AutoCloseable {
    /** Decodes the next {@code rows} rows behind those already decoded. */
    void read(int rows);

    /** Passes over the next {@code rows} rows, without decompressing pages of which none is read. */
    void skip(long rows);

    /** Hands over the rows decoded since the last time. */
    FieldVector take();

    @Override
    void close();
}

package io.godwit.planner.scan.file;

import io.godwit.planner.scan.column.ArrowSchemas;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Rows of one file. Closing it closes the columns.
 *
 * @param columns one vector per column of {@link FileRead#columns()}, in that order, with the schema {@link
 *     ArrowSchemas#arrowSchema} gives for it; no other columns
 * @param positions where in the file each row stands
 */
public record FileBatch(VectorSchemaRoot columns, RowPositions positions) implements AutoCloseable {
    public int rowCount() {
        return columns.getRowCount();
    }

    @Override
    public void close() {
        columns.close();
    }
}

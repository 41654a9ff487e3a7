package io.godwit.planner.write;

import org.apache.iceberg.exceptions.CleanableFailure;

/** While rows were written for a table, others gave it other columns, partitions, or another place. */
final class ColumnsChangedException extends RuntimeException implements CleanableFailure {
    private static final long serialVersionUID = 1;

    ColumnsChangedException() {
        super("its columns were changed while the rows were written");
    }
}

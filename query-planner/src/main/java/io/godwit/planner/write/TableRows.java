package io.godwit.planner.write;

import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitStateUnknownException;

/**
 * A few rows for a table whose commit the caller makes: values are Iceberg's internal ones, in the order of the table's
 * columns.
 */
public final class TableRows {
    private final DataFiles files;

    public TableRows(Table table) {
        this.files = new DataFiles(table);
    }

    public void add(StructLike row) {
        files.write(row);
    }

    /** Ends the files. */
    public List<DataFile> finish() {
        return files.finish();
    }

    /** Removes the files: the commit did not happen. */
    public void discard() {
        files.discard();
    }

    /** Removes the files, unless {@code failure} leaves open whether the commit happened. */
    public void discardUnlessCommitted(RuntimeException failure) {
        if (!(failure instanceof CommitStateUnknownException)) {
            files.discard();
        }
    }
}

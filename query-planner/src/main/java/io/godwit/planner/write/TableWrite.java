package io.godwit.planner.write;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.write.parquet.WriteOptions;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.encryption.PlaintextEncryptionManager;

/** The data files of one write. One thread adds, and then finishes or discards. */
interface TableWrite {
    /** Takes over a batch. May wait until earlier ones are written. */
    void add(VectorSchemaRoot batch);

    /** Ends all files. */
    List<DataFile> finish();

    /** Removes every file that was begun. */
    void discard();

    /**
     * Column by column, unless the table wants of its files what only Iceberg's own writer does.
     *
     * @param schema of the rows; columns are matched by name, and what does not fit is refused here
     */
    static TableWrite open(ExecutionContext context, Schema schema, Table table) {
        boolean isPlain = table.encryption() instanceof PlaintextEncryptionManager;
        return isPlain && WriteOptions.areKnown(table.properties())
                ? new ColumnarWrite(context, schema, table, WriteOptions.of(table.properties()))
                : new RowWrite(context, schema, table);
    }
}

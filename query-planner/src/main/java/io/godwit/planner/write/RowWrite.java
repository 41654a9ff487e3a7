package io.godwit.planner.write;

import io.godwit.pitjoin.batch.ExecutionContext;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;

/** Row by row through Iceberg's own writer, which also encrypts and makes Bloom filters. */
final class RowWrite implements TableWrite {
    private final ExecutionContext context;
    private final BatchRows cursor;
    private final DataFiles files;

    RowWrite(ExecutionContext context, Schema schema, Table table) {
        this.context = context;
        this.cursor = new BatchRows(schema, table.schema());
        this.files = new DataFiles(table);
    }

    @Override
    public void add(VectorSchemaRoot batch) {
        try (VectorSchemaRoot owned = batch) {
            context.cancellation().check();
            cursor.enter(owned);
            for (int row = 0; row < owned.getRowCount(); row++) {
                cursor.moveTo(row);
                files.write(cursor);
            }
        }
    }

    @Override
    public List<DataFile> finish() {
        return files.finish();
    }

    @Override
    public void discard() {
        files.discard();
    }
}

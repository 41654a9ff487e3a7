package io.godwit.planner.write;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.scan.FormatReaders;
import io.godwit.planner.scan.column.ArrowSchemas;
import io.godwit.planner.scan.file.FileBatch;
import io.godwit.planner.scan.file.FileBatches;
import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.file.FileReader;
import io.godwit.planner.scan.file.RowFilter;
import io.godwit.planner.scan.file.RowSelection;
import io.godwit.planner.scan.file.ScanMetrics;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** The rows of files that were written for a table, read back: the columns that the rows had, as the table has them. */
final class WrittenRows implements BatchStream {
    private static final int MOST_ROWS = 32 * 1024;

    private final ExecutionContext context;
    private final Table table;
    private final org.apache.iceberg.Schema columns;
    private final Schema schema;
    private final Iterator<DataFile> files;
    private final FileReader reader = new FormatReaders(null);
    private @Nullable FileBatches open;

    /** @param rows the columns that were written, which were matched by name */
    WrittenRows(ExecutionContext context, Schema rows, Table table, List<DataFile> files) {
        this.context = context;
        this.table = table;
        this.columns = writtenColumns(rows, table.schema());
        this.schema = ArrowSchemas.arrowSchema(columns);
        this.files = files.iterator();
    }

    private static org.apache.iceberg.Schema writtenColumns(Schema rows, org.apache.iceberg.Schema table) {
        int[] sources = new BatchRows(rows, table).sources();
        List<NestedField> written = new ArrayList<>();
        for (int i = 0; i < sources.length; i++) {
            if (sources[i] >= 0) {
                written.add(table.columns().get(i));
            }
        }
        return new org.apache.iceberg.Schema(written);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        while (open != null || files.hasNext()) {
            FileBatches batches = open == null ? open(files.next()) : open;
            open = batches;
            FileBatch batch = batches.next();
            if (batch != null) {
                return batch.columns();
            }
            close();
        }
        return null;
    }

    private FileBatches open(DataFile file) {
        long length = file.fileSizeInBytes();
        return reader.open(
                context,
                new FileRead(
                        table.io().newInputFile(file),
                        length,
                        file.format(),
                        columns,
                        RowFilter.ALL,
                        Expressions.alwaysTrue(),
                        table.schema(),
                        Map.of(),
                        null,
                        RowSelection.all(length),
                        MOST_ROWS,
                        new ScanMetrics()));
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}

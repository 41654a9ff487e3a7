package io.godwit.planner.scan.metadata;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.scan.column.ArrowSchemas;
import io.godwit.planner.scan.column.ValueWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** The rows of one of Iceberg's metadata tables as batches. */
final class MetadataRows implements BatchStream {
    private static final int BATCH_ROWS = 4096;

    private final ExecutionContext context;
    private final Schema schema;
    private final List<NestedField> fields;
    private final CloseableIterable<FileScanTask> tasks;
    private final CloseableIterator<StructLike> rows;

    MetadataRows(ExecutionContext context, PinnedTable table, Table metadata) {
        this.context = context;
        this.schema = ArrowSchemas.arrowSchema(metadata.schema());
        this.fields = metadata.schema().columns();
        this.tasks = scan(table, metadata).planFiles();
        this.rows = CloseableIterable.concat(CloseableIterable.transform(
                        tasks, task -> task.asDataTask().rows()))
                .iterator();
    }

    private static org.apache.iceberg.TableScan scan(PinnedTable table, Table metadata) {
        Snapshot snapshot = table.snapshot();
        if (snapshot == null) {
            return metadata.newScan();
        }
        try {
            return metadata.newScan().useSnapshot(snapshot.snapshotId());
        } catch (UnsupportedOperationException e) {
            return metadata.newScan(); // tells of all snapshots
        }
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        context.cancellation().check();
        if (!rows.hasNext()) {
            return null;
        }
        VectorSchemaRoot batch = VectorSchemaRoot.create(schema, context.allocator());
        try {
            batch.setRowCount(fill(batch));
            return batch;
        } catch (RuntimeException e) {
            batch.close();
            throw new GodwitException(ErrorCode.CORRUPT_DATA, "Cannot read the table's metadata: " + e, e);
        }
    }

    private int fill(VectorSchemaRoot batch) {
        ValueWriter[] writers = new ValueWriter[fields.size()];
        for (int column = 0; column < writers.length; column++) {
            NestedField field = fields.get(column);
            writers[column] = ValueWriter.of(field, field.type(), batch.getVector(column));
        }
        int count = 0;
        while (count < BATCH_ROWS && rows.hasNext()) {
            StructLike row = rows.next();
            for (int column = 0; column < writers.length; column++) {
                writers[column].write(count, row.get(column, Object.class));
            }
            count++;
        }
        return count;
    }

    @Override
    public void close() {
        try {
            rows.close();
            tasks.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close the manifests", e);
        }
    }
}

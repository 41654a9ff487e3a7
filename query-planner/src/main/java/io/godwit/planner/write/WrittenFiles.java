package io.godwit.planner.write;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import java.util.List;
import java.util.UUID;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/** Rows that are written once, whatever becomes of the table they are for. Unless they are kept, closing removes the files. */
final class WrittenFiles implements AutoCloseable {
    private final ExecutionContext context;
    private final BatchStream rows;
    private final String id = UUID.randomUUID().toString();
    private @Nullable TableMetadata writtenFor;
    private @Nullable TableWrite write;
    private List<DataFile> files = List.of();
    private long rowCount;
    private boolean kept;

    WrittenFiles(ExecutionContext context, BatchStream rows) {
        this.context = context;
        this.rows = rows;
    }

    /**
     * The files to add to {@code table}: written now, or for another state of it.
     *
     * @throws ColumnsChangedException if what was written does not fit
     */
    List<DataFile> of(Table table) {
        TableMetadata target = ((HasTableOperations) table).operations().current();
        if (writtenFor == null) {
            writtenFor = target;
            write(table);
        } else if (!TargetOperations.takesTheSameFiles(writtenFor, target)) {
            throw new ColumnsChangedException();
        }
        context.cancellation().check();
        return files;
    }

    private void write(Table table) {
        TableWrite begun = TableWrite.open(context, rows.schema(), table);
        write = begun;
        for (VectorSchemaRoot batch = rows.next(); batch != null; batch = rows.next()) {
            rowCount += batch.getRowCount();
            begun.add(batch);
        }
        files = begun.finish();
    }

    /** By which the snapshot is known that adds them. */
    String id() {
        return id;
    }

    long rowCount() {
        return rowCount;
    }

    /** They belong to the table, or may. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() {
        if (write != null && !kept) {
            write.discard();
        }
    }
}

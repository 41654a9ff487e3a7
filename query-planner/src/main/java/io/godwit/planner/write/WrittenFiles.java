package io.godwit.planner.write;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import java.util.List;
import java.util.UUID;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Rows in files, which are written anew where what others made of the table meanwhile takes other files. Unless they are kept,
 * closing removes them.
 */
final class WrittenFiles implements AutoCloseable {
    private final ExecutionContext context;
    private final BatchStream rows;
    private final String id = UUID.randomUUID().toString();
    private @Nullable Written written;
    private long rowCount;
    private boolean kept;

    WrittenFiles(ExecutionContext context, BatchStream rows) {
        this.context = context;
        this.rows = rows;
    }

    /** The files to add to {@code table}. Columns are matched by name; what does not fit is refused. */
    List<DataFile> of(Table table) {
        Written before = written;
        Written fitting;
        if (before == null) {
            fitting = write(rows, table);
        } else if (TargetOperations.takesTheSameFiles(metadata(before.table), metadata(table))) {
            fitting = before;
        } else {
            fitting = writeAnew(before, table);
        }
        context.cancellation().check();
        return fitting.files;
    }

    private Written writeAnew(Written before, Table table) {
        written = null;
        try (BatchStream back = new WrittenRows(context, before.columns, before.table, before.files)) {
            return write(back, table);
        } finally {
            before.write.discard();
        }
    }

    private Written write(BatchStream stream, Table table) {
        Written begun = new Written(stream.schema(), table, TableWrite.open(context, stream.schema(), table));
        written = begun;
        rowCount = 0;
        for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
            rowCount += batch.getRowCount();
            begun.write.add(batch);
        }
        begun.files = begun.write.finish();
        return begun;
    }

    private static TableMetadata metadata(Table table) {
        return ((HasTableOperations) table).operations().current();
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
        if (written != null && !kept) {
            written.write.discard();
        }
    }

    /** What was written, and for which state of the table. */
    private static final class Written {
        final Schema columns;
        final Table table;
        final TableWrite write;
        List<DataFile> files = List.of();

        Written(Schema columns, Table table, TableWrite write) {
            this.columns = columns;
            this.table = table;
            this.write = write;
        }
    }
}

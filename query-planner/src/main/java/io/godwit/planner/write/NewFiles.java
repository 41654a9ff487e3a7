package io.godwit.planner.write;

import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.write.parquet.ColumnarFile;
import io.godwit.planner.write.parquet.WriteOptions;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.util.PropertyUtil;
import org.jspecify.annotations.Nullable;

/** Begins the Parquet files of a table, describes those that are finished, and is rid of all. For one thread, but for
 * {@link #finish}. */
final class NewFiles {
    private final Table table;
    private final Schema rows;
    private final int[] sources;
    private final WriteOptions options;
    private final BufferAllocator allocator;
    private final OutputFileFactory names;
    private final List<ColumnarFile> begun = new ArrayList<>();

    /** @param rows the columns of every batch, which are matched by name */
    NewFiles(Table table, Schema rows, WriteOptions options, BufferAllocator allocator) {
        this.table = table;
        this.rows = rows;
        this.sources = new BatchRows(rows, table.schema()).sources();
        this.options = options;
        this.allocator = allocator;
        this.names = OutputFileFactory.builderFor(table, 0, 0)
                .format(FileFormat.PARQUET)
                .build();
    }

    /** A file is ended when it is about as large. */
    long targetBytes() {
        return PropertyUtil.propertyAsLong(
                table.properties(),
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
    }

    ColumnarFile begin(@Nullable PartitionKey partition) {
        OutputFile file = (partition == null ? names.newOutputFile() : names.newOutputFile(table.spec(), partition))
                .encryptingOutputFile();
        ColumnarFile columnar = new ColumnarFile(file, table.schema(), rows.getFields(), sources, options, allocator);
        begun.add(columnar);
        return columnar;
    }

    DataFile finish(ColumnarFile file, @Nullable PartitionKey partition) {
        file.finish();
        DataFiles.Builder description = DataFiles.builder(table.spec())
                .withPath(file.location())
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(file.length())
                .withMetrics(file.metrics(MetricsConfig.forTable(table)))
                .withSplitOffsets(file.splitOffsets());
        return (partition == null ? description : description.withPartition(partition)).build();
    }

    /** Removes every file that was begun. */
    void discard() {
        for (ColumnarFile file : begun) {
            try {
                file.close();
            } catch (GodwitException e) {
                // What could not be ended can still be deleted.
            }
            try {
                table.io().deleteFile(file.location());
            } catch (NotFoundException | UncheckedIOException e) {
                // It was never there, or storage is gone; orphan-file removal is for that.
            }
        }
    }
}

package io.godwit.planner.write;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.parquet.InternalWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.FanoutDataWriter;
import org.apache.iceberg.io.FileWriterFactory;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.util.PropertyUtil;

/** The Parquet files of one write, one at a time per partition, and the way to be rid of them all. */
final class DataFiles {
    private static final long DEFAULT_FILE_BYTES = 512L << 20;

    private final Table table;
    private final PartitionKey partition;
    private final List<String> locations = new ArrayList<>();
    private final FanoutDataWriter<StructLike> writer;

    /** Files have names nobody else's have, whatever query they belong to. */
    DataFiles(Table table) {
        this(table, 0, UUID.randomUUID().toString());
    }

    /** Files of one of several writers for one {@code operation}; in the order of names those of lower numbers come first. */
    DataFiles(Table table, int number, String operation) {
        this.table = table;
        this.partition = new PartitionKey(table.spec(), table.schema());
        OutputFileFactory names = OutputFileFactory.builderFor(table, number, 0)
                .format(FileFormat.PARQUET)
                .operationId(operation)
                .build();
        long fileBytes =
                PropertyUtil.propertyAsLong(table.properties(), "write.target-file-size-bytes", DEFAULT_FILE_BYTES);
        this.writer = new FanoutDataWriter<>(new ParquetFactory(), names, table.io(), fileBytes);
    }

    void write(StructLike row) {
        if (table.spec().isUnpartitioned()) {
            writer.write(row, table.spec(), null);
        } else {
            partition.partition(row);
            writer.write(row, table.spec(), partition);
        }
    }

    /** Ends all files. */
    List<DataFile> finish() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.result().dataFiles();
    }

    /** Removes every file that was begun. */
    void discard() {
        try {
            writer.close();
        } catch (IOException | RuntimeException e) {
            // What could not be ended can still be deleted.
        }
        for (String location : locations) {
            try {
                table.io().deleteFile(location);
            } catch (NotFoundException | UncheckedIOException e) {
                // It was never there, or storage is gone; orphan-file removal is for that.
            }
        }
    }

    private final class ParquetFactory implements FileWriterFactory<StructLike> {
        @Override
        public DataWriter<StructLike> newDataWriter(
                EncryptedOutputFile file, PartitionSpec spec, StructLike partitionOfFile) {
            locations.add(file.encryptingOutputFile().location());
            try {
                return Parquet.writeData(file)
                        .forTable(table)
                        .createWriterFunc(type -> InternalWriter.createWriter(table.schema(), type))
                        .withSpec(spec)
                        .withPartition(partitionOfFile)
                        .withKeyMetadata(file.keyMetadata())
                        .build();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public EqualityDeleteWriter<StructLike> newEqualityDeleteWriter(
                EncryptedOutputFile file, PartitionSpec spec, StructLike partitionOfFile) {
            throw new UnsupportedOperationException("Rows are only added");
        }

        @Override
        public PositionDeleteWriter<StructLike> newPositionDeleteWriter(
                EncryptedOutputFile file, PartitionSpec spec, StructLike partitionOfFile) {
            throw new UnsupportedOperationException("Rows are only added");
        }
    }
}

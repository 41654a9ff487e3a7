package io.godwit.planner.scan;

import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.catalog.TableVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.TypeUtil;
import org.jspecify.annotations.Nullable;

/** A lakehouse in a directory, with tables written by Iceberg's own writers. */
public final class TestLake implements AutoCloseable {
    private static final Namespace NAMESPACE = Namespace.of("shop");

    private final Catalogs catalogs;

    public TestLake(Path directory) {
        this(directory, Map.of());
    }

    /** @param more catalog properties */
    public TestLake(Path directory, Map<String, String> more) {
        Map<String, String> properties = new java.util.HashMap<>(Map.of(
                "type", "jdbc",
                "uri", "jdbc:sqlite:" + directory.resolve("catalog.db"),
                "warehouse", "file:" + directory.resolve("warehouse")));
        properties.putAll(more);
        catalogs = Catalogs.open(Map.of("lake", properties));
        ((SupportsNamespaces) iceberg()).createNamespace(NAMESPACE);
    }

    public Catalogs catalogs() {
        return catalogs;
    }

    public Catalog iceberg() {
        return catalogs.catalog("lake");
    }

    public Table create(String name, Schema schema, PartitionSpec spec, int formatVersion) {
        return create(name, schema, spec, Map.of("format-version", Integer.toString(formatVersion)));
    }

    public Table create(String name, Schema schema, PartitionSpec spec, Map<String, String> properties) {
        return iceberg().createTable(TableIdentifier.of(NAMESPACE, name), schema, spec, properties);
    }

    public Table create(String name, Schema schema) {
        return create(name, schema, PartitionSpec.unpartitioned(), 2);
    }

    public PinnedTable pin(String name) {
        return pin(name, TableVersion.CURRENT);
    }

    public PinnedTable pin(String name, TableVersion version) {
        return catalogs.pin(new TableName("lake", TableIdentifier.of(NAMESPACE, name)), version);
    }

    /** A row of the table's schema. */
    public static Record row(Schema schema, @Nullable Object... values) {
        Record row = GenericRecord.create(schema);
        for (int i = 0; i < values.length; i++) {
            row.set(i, values[i]);
        }
        return row;
    }

    /** Appends one Parquet file of an unpartitioned table and commits it. */
    public static DataFile append(Table table, List<Record> rows) {
        return append(table, FileFormat.PARQUET, null, rows);
    }

    public static DataFile append(Table table, FileFormat format, @Nullable StructLike partition, List<Record> rows) {
        DataFile file = write(table, format, partition, rows);
        table.newAppend().appendFile(file).commit();
        return file;
    }

    /** Writes a data file without committing it. */
    public static DataFile write(Table table, FileFormat format, @Nullable StructLike partition, List<Record> rows) {
        GenericFileWriterFactory factory = new GenericFileWriterFactory.Builder(table)
                .dataFileFormat(format)
                .dataSchema(
                        rows.isEmpty()
                                ? table.schema()
                                : new Schema(rows.get(0).struct().fields()))
                .writerProperties(table.properties())
                .build();
        DataWriter<Record> writer = factory.newDataWriter(newFile(table, format), table.spec(), partition);
        try (writer) {
            rows.forEach(writer::write);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.toDataFile();
    }

    /** Deletes rows of a file by position, as format version 2 does, and commits. */
    public static void deletePositions(Table table, DataFile file, long... positions) {
        GenericFileWriterFactory factory = new GenericFileWriterFactory.Builder(table)
                .deleteFileFormat(FileFormat.PARQUET)
                .build();
        PositionDeleteWriter<Record> writer =
                factory.newPositionDeleteWriter(newFile(table, FileFormat.PARQUET), table.spec(), file.partition());
        try (writer) {
            for (long position : positions) {
                writer.write(PositionDelete.<Record>create().set(file.location(), position));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        commit(table, List.of(writer.toDeleteFile()));
    }

    /** Deletes rows of a file by a deletion vector, as format version 3 does, and commits. */
    public static void deleteByVector(Table table, DataFile file, long... positions) {
        OutputFileFactory files = OutputFileFactory.builderFor(table, 1, 1)
                .format(FileFormat.PUFFIN)
                .build();
        BaseDVFileWriter writer = new BaseDVFileWriter(files, path -> null);
        try (writer) {
            for (long position : positions) {
                writer.delete(file.location(), position, table.spec(), file.partition());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        commit(table, writer.result().deleteFiles());
    }

    /** Deletes all rows with these keys from the files there are, and commits. */
    public static void deleteKeys(Table table, Schema keySchema, @Nullable StructLike partition, List<Record> keys) {
        int[] ids = TypeUtil.indexById(keySchema.asStruct()).values().stream()
                .filter(field -> field.type().isPrimitiveType())
                .mapToInt(field -> field.fieldId())
                .toArray();
        GenericFileWriterFactory factory = new GenericFileWriterFactory.Builder(table)
                .deleteFileFormat(FileFormat.PARQUET)
                .equalityFieldIds(ids)
                .equalityDeleteRowSchema(keySchema)
                .build();
        EqualityDeleteWriter<Record> writer =
                factory.newEqualityDeleteWriter(newFile(table, FileFormat.PARQUET), table.spec(), partition);
        try (writer) {
            keys.forEach(writer::write);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        commit(table, List.of(writer.toDeleteFile()));
    }

    private static void commit(Table table, List<DeleteFile> deletes) {
        RowDelta delta = table.newRowDelta();
        deletes.forEach(delta::addDeletes);
        delta.commit();
    }

    private static EncryptedOutputFile newFile(Table table, FileFormat format) {
        String name = format.addExtension(UUID.randomUUID().toString());
        String location = table.location() + "/data/" + name;
        return EncryptedFiles.plainAsEncryptedOutput(table.io().newOutputFile(location));
    }

    /** Rows of (id, …) with ids from {@code start} to {@code end}, the other columns null. */
    public static List<Record> ids(Schema schema, long start, long end) {
        List<Record> rows = new ArrayList<>();
        for (long id = start; id < end; id++) {
            @Nullable Object[] values = new Object[schema.columns().size()];
            Arrays.fill(values, null);
            values[0] = id;
            rows.add(row(schema, values));
        }
        return rows;
    }

    @Override
    public void close() {
        catalogs.close();
    }
}

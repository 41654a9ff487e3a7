package io.godwit.planner.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** Writes files of a table, each in a format and with properties that chance has it. */
final class RandomFiles {
    private final Table table;
    private final RandomValues random;

    RandomFiles(Table table, RandomValues random) {
        this.table = table;
        this.random = random;
    }

    /** Of new rows, by field id of the table's schema; not committed. */
    List<MirroredRow> write(List<Map<Object, @Nullable Object>> rows) {
        return write(rows.stream().map(this::unwritten).toList(), table.schema());
    }

    private MirroredRow unwritten(Map<Object, @Nullable Object> values) {
        return new MirroredRow(nowhere(), table.spec(), 0, values, null, null);
    }

    private static DataFile nowhere() {
        return org.apache.iceberg.DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath("nowhere.parquet")
                .withFileSizeInBytes(0)
                .withRecordCount(0)
                .build();
    }

    /** Of rows that keep their ids where they have one. */
    List<MirroredRow> rewrite(List<MirroredRow> rows) {
        List<NestedField> fields = new ArrayList<>(table.schema().columns());
        if (TableUtil.formatVersion(table) > 2) {
            fields.add(MetadataColumns.ROW_ID);
            fields.add(MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER);
        }
        return write(rows, new Schema(fields));
    }

    private List<MirroredRow> write(List<MirroredRow> rows, Schema schema) {
        Map<StructLike, List<MirroredRow>> partitions = new LinkedHashMap<>();
        PartitionKey key = new PartitionKey(table.spec(), table.schema());
        InternalRecordWrapper internal =
                new InternalRecordWrapper(table.schema().asStruct());
        for (MirroredRow row : rows) {
            key.partition(internal.wrap(Plain.record(table.schema().asStruct(), row.values())));
            partitions.computeIfAbsent(key.copy(), none -> new ArrayList<>()).add(row);
        }
        List<MirroredRow> written = new ArrayList<>();
        FileFormat format = random.pick(formats(schema));
        partitions.forEach((partition, group) -> {
            DataFile file = write(format, partition, group, schema);
            long position = 0;
            for (MirroredRow row : group) {
                written.add(new MirroredRow(file, table.spec(), position++, row.values(), row.id(), row.updated()));
            }
        });
        return written;
    }

    /** Iceberg's writer for ORC has no nanoseconds. */
    private List<FileFormat> formats(Schema schema) {
        boolean hasNanos = TypeUtil.indexById(schema.asStruct()).values().stream()
                .anyMatch(field -> field.type().typeId() == Type.TypeID.TIMESTAMP_NANO);
        return hasNanos || !random.fitsOrc()
                ? List.of(FileFormat.PARQUET, FileFormat.PARQUET, FileFormat.AVRO)
                : List.of(FileFormat.PARQUET, FileFormat.PARQUET, FileFormat.AVRO, FileFormat.ORC);
    }

    private DataFile write(FileFormat format, StructLike partition, List<MirroredRow> rows, Schema schema) {
        List<NestedField> stored = new ArrayList<>(schema.columns());
        if (random.oneIn(4)) {
            // Identity partition columns may be left out of a file.
            table.spec().fields().stream()
                    .filter(field -> field.transform().isIdentity())
                    .forEach(field -> stored.removeIf(column -> column.fieldId() == field.sourceId()));
        }
        Schema inFile = stored.isEmpty() ? schema : new Schema(stored);
        GenericFileWriterFactory factory = new GenericFileWriterFactory.Builder(table)
                .dataFileFormat(format)
                .dataSchema(inFile)
                .writerProperties(properties())
                .build();
        DataWriter<Record> writer = factory.newDataWriter(newFile(format), table.spec(), partition);
        try (writer) {
            for (MirroredRow row : rows) {
                Map<Object, @Nullable Object> values = new HashMap<>(row.values());
                values.put(MetadataColumns.ROW_ID.fieldId(), row.id());
                values.put(MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.fieldId(), row.updated());
                writer.write(Plain.record(inFile.asStruct(), values));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.toDataFile();
    }

    /** Many small row groups and pages, dictionaries and bloom filters, or none of these. */
    private Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>(table.properties());
        if (random.oneIn(2)) {
            properties.put("write.parquet.row-group-size-bytes", random.pick("1", "400", "2000"));
            properties.put("write.parquet.row-group-check-min-record-count", "1");
            properties.put("write.parquet.row-group-check-max-record-count", random.pick("1", "5"));
        }
        properties.put("write.parquet.bloom-filter-max-bytes", "1024");
        properties.put("write.parquet.page-row-limit", random.pick("1", "3", "7", "20000"));
        properties.put("write.parquet.dict-size-bytes", random.pick("64", "200", "2000000"));
        properties.put("write.parquet.compression-codec", random.pick("zstd", "snappy", "gzip", "uncompressed"));
        for (NestedField column : table.schema().columns()) {
            if (column.type().isPrimitiveType() && random.oneIn(3)) {
                properties.put("write.parquet.bloom-filter-enabled.column." + column.name(), "true");
            }
        }
        return properties;
    }

    private GenericFileWriterFactory.Builder deletes(FileFormat format) {
        return new GenericFileWriterFactory.Builder(table).deleteFileFormat(format);
    }

    DeleteFile writePositions(DataFile file, PartitionSpec spec, Set<Long> positions) {
        FileFormat format = random.pick(FileFormat.PARQUET, FileFormat.AVRO, FileFormat.ORC);
        var writer = deletes(format).build().newPositionDeleteWriter(newFile(format), spec, file.partition());
        try (writer) {
            positions.forEach(
                    position -> writer.write(PositionDelete.<Record>create().set(file.location(), position)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.toDeleteFile();
    }

    List<DeleteFile> writeVector(DataFile file, PartitionSpec spec, Set<Long> positions) {
        OutputFileFactory names = OutputFileFactory.builderFor(table, 1, 1)
                .format(FileFormat.PUFFIN)
                .build();
        BaseDVFileWriter writer = new BaseDVFileWriter(names, path -> null);
        try (writer) {
            positions.forEach(position -> writer.delete(file.location(), position, spec, file.partition()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.result().deleteFiles();
    }

    /** @param keys rows of the schema, by field id */
    DeleteFile writeKeys(
            Schema schema,
            PartitionSpec spec,
            @Nullable StructLike partition,
            Collection<Map<Object, @Nullable Object>> keys) {
        FileFormat format = random.pick(formats(schema));
        var writer = deletes(format)
                .equalityFieldIds(
                        schema.columns().stream().mapToInt(NestedField::fieldId).toArray())
                .equalityDeleteRowSchema(schema)
                .build()
                .newEqualityDeleteWriter(newFile(format), spec, partition);
        try (writer) {
            keys.forEach(key -> writer.write(Plain.record(schema.asStruct(), key)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.toDeleteFile();
    }

    private EncryptedOutputFile newFile(FileFormat format) {
        String location = table.location() + "/data/"
                + format.addExtension(UUID.randomUUID().toString());
        return EncryptedFiles.plainAsEncryptedOutput(table.io().newOutputFile(location));
    }
}

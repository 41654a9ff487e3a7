package io.godwit.planner.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.TypeUtil;

/** Compacts a version 3 table as an engine does that knows of row lineage: rows take their two numbers along. */
final class LineageRewrite {
    private LineageRewrite() {}

    static void run(Table table) {
        Schema withLineage = TypeUtil.join(
                table.schema(),
                new Schema(List.of(MetadataColumns.ROW_ID, MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER)));
        Set<DataFile> before = new HashSet<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles();
                CloseableIterable<Record> rows =
                        IcebergGenerics.read(table).project(withLineage).build()) {
            tasks.forEach(task -> before.add(task.file()));
            DataFile compacted = write(table, withLineage, rows);
            table.newRewrite().rewriteFiles(before, Set.of(compacted)).commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DataFile write(Table table, Schema schema, Iterable<Record> rows) throws IOException {
        String location = table.locationProvider().newDataLocation("compacted.parquet");
        DataWriter<Record> writer = Parquet.writeData(table.io().newOutputFile(location))
                .schema(schema)
                .withSpec(table.spec())
                .createWriterFunc(type -> GenericParquetWriter.create(schema, type))
                .build();
        try (writer) {
            rows.forEach(writer::write);
        }
        return writer.toDataFile();
    }
}

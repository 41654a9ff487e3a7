package io.godwit.planner.write;

import java.io.IOException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.parquet.InternalWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;

/** Rows as Parquet. */
final class ParquetRowFile implements RowFile {
    private final String location;
    private final BatchRows cursor;
    private final FileAppender<StructLike> appender;
    private long rowCount;

    ParquetRowFile(OutputFile file, org.apache.arrow.vector.types.pojo.Schema rows) {
        location = file.location();
        Schema schema = IcebergTypes.schema(rows);
        cursor = new BatchRows(rows, schema);
        try {
            appender = Parquet.write(file)
                    .schema(schema)
                    .createWriterFunc(type -> InternalWriter.createWriter(schema, type))
                    .set("write.parquet.compression-codec", "zstd")
                    .build();
        } catch (IOException e) {
            throw RowFile.failed(location, e);
        }
    }

    @Override
    public void add(VectorSchemaRoot batch, int[] selected, int count) {
        cursor.enter(batch);
        for (int i = 0; i < count; i++) {
            cursor.moveTo(selected[i]);
            appender.add(cursor);
        }
        rowCount += count;
    }

    @Override
    public long rowCount() {
        return rowCount;
    }

    @Override
    public void close() {
        try {
            appender.close();
        } catch (IOException e) {
            throw RowFile.failed(location, e);
        }
    }
}

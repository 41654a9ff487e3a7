package io.godwit.planner.sql;

import io.godwit.pitjoin.batch.BatchStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBResultSet;

/** The rows of a Parquet file without field ids, as DuckDB reads them. */
final class ParquetRows implements BatchStream {
    private final BufferAllocator allocator;
    private final Statement statement;
    private final ResultSet result;
    private final ArrowReader reader;
    private final Schema schema;

    ParquetRows(Path file, Connection duckDb, BufferAllocator allocator) throws SQLException {
        this.allocator = allocator;
        this.statement = duckDb.createStatement();
        this.result = statement.executeQuery("SELECT * FROM read_parquet('" + file + "')");
        this.reader = (ArrowReader) result.unwrap(DuckDBResultSet.class).arrowExportStream(allocator, 2048);
        try {
            this.schema = reader.getVectorSchemaRoot().getSchema();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public VectorSchemaRoot next() {
        try {
            if (!reader.loadNextBatch()) {
                return null;
            }
            VectorSchemaRoot batch = VectorSchemaRoot.create(schema, allocator);
            try (ArrowRecordBatch moved = new VectorUnloader(reader.getVectorSchemaRoot()).getRecordBatch()) {
                new VectorLoader(batch).load(moved);
            }
            return batch;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
            result.close();
            statement.close();
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

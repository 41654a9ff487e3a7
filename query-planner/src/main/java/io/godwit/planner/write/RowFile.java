package io.godwit.planner.write;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import java.io.IOException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.io.OutputFile;

/** A file that rows are written to and that belongs to no table. Not for use by many threads at once. */
public interface RowFile extends AutoCloseable {
    /** What a file may be. */
    enum Format {
        /** Parquet, zstd, with Iceberg's field ids. */
        PARQUET(".parquet"),
        /** An Arrow IPC stream; types are exactly those of the rows. */
        ARROW(".arrows");

        private final String suffix;

        Format(String suffix) {
            this.suffix = suffix;
        }

        public String suffix() {
            return suffix;
        }
    }

    static RowFile open(ExecutionContext context, Format format, OutputFile file, Schema schema) {
        return switch (format) {
            case PARQUET -> new ParquetRowFile(file, schema, context.allocator());
            case ARROW -> new ArrowRowFile(file, schema, context.allocator());
        };
    }

    /** Adds the first {@code count} of {@code selected} rows of a batch, which stays the caller's. */
    void add(VectorSchemaRoot batch, int[] selected, int count);

    long rowCount();

    /** Ends the file; without, it is not complete. */
    @Override
    void close();

    /** What to throw when the storage does not take the file. */
    static GodwitException failed(String location, IOException cause) {
        return new GodwitException(
                ErrorCode.UNAVAILABLE, "Cannot write %s: %s".formatted(location, cause.getMessage()), cause);
    }
}

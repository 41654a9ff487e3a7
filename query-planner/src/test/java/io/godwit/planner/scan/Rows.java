package io.godwit.planner.scan;

import io.godwit.pitjoin.batch.BatchStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A schema and all rows, as Java objects, to be compared. */
public record Rows(Schema schema, List<List<@Nullable Object>> values) {
    /** Reads a stream to its end and closes it. */
    public static Rows of(BatchStream stream) {
        try (stream) {
            List<List<@Nullable Object>> values = new ArrayList<>();
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                try (VectorSchemaRoot owned = batch) {
                    if (!owned.getSchema().equals(stream.schema())) {
                        throw new AssertionError(
                                "The batch has schema " + owned.getSchema() + ", the stream " + stream.schema());
                    }
                    add(owned, values);
                }
            }
            return new Rows(stream.schema(), values);
        }
    }

    /** Reads a file of Arrow's IPC format. */
    static Rows ofFile(BufferAllocator allocator, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file);
                ArrowFileReader reader = new ArrowFileReader(channel, allocator)) {
            List<List<@Nullable Object>> values = new ArrayList<>();
            while (reader.loadNextBatch()) {
                add(reader.getVectorSchemaRoot(), values);
            }
            return new Rows(reader.getVectorSchemaRoot().getSchema(), values);
        }
    }

    /** The only column's values. */
    public List<@Nullable Object> column(int column) {
        List<@Nullable Object> all = new ArrayList<>();
        values.forEach(row -> all.add(row.get(column)));
        return all;
    }

    private static void add(VectorSchemaRoot batch, List<List<@Nullable Object>> values) {
        for (int row = 0; row < batch.getRowCount(); row++) {
            List<@Nullable Object> cells = new ArrayList<>();
            for (FieldVector vector : batch.getFieldVectors()) {
                cells.add(comparable(vector.getObject(row)));
            }
            values.add(cells);
        }
    }

    /** Bytes as lists and text as strings, so that equal values are equal. */
    private static @Nullable Object comparable(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return Arrays.toString(bytes);
        }
        return value instanceof org.apache.arrow.vector.util.Text text ? text.toString() : value;
    }
}

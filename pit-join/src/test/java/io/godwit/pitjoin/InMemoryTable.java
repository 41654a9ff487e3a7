package io.godwit.pitjoin;

import io.godwit.pitjoin.batch.BatchStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** A table of plain objects ({@link ArrowRows}) that streams itself in batches of a chosen size. */
public record InMemoryTable(Schema schema, List<List<Object>> rows) {
    /** An empty table with these columns. */
    public static InMemoryTable of(Field... fields) {
        return new InMemoryTable(new Schema(Arrays.asList(fields)), new ArrayList<>());
    }

    /** Adds a row; gives the table itself. */
    public InMemoryTable row(Object... values) {
        rows.add(Arrays.asList(values));
        return this;
    }

    /** Streams all rows. */
    public BatchStream stream(BufferAllocator allocator, int batchRows) {
        return new RowStream(allocator, schema, rows, batchRows);
    }

    /** A table with some of the columns. */
    public InMemoryTable project(List<Integer> columns) {
        Schema projected =
                new Schema(columns.stream().map(schema.getFields()::get).toList());
        return new InMemoryTable(
                projected, rows.stream().map(row -> project(row, columns)).toList());
    }

    private static List<Object> project(List<Object> row, List<Integer> columns) {
        List<Object> projected = new ArrayList<>();
        columns.forEach(column -> projected.add(row.get(column)));
        return projected;
    }

    private static final class RowStream implements BatchStream {
        private final BufferAllocator allocator;
        private final Schema schema;
        private final List<List<Object>> rows;
        private final int batchRows;
        private int next;

        RowStream(BufferAllocator allocator, Schema schema, List<List<Object>> rows, int batchRows) {
            this.allocator = allocator;
            this.schema = schema;
            this.rows = rows;
            this.batchRows = batchRows;
        }

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public VectorSchemaRoot next() {
            if (next >= rows.size()) {
                return null;
            }
            int end = Math.min(rows.size(), next + batchRows);
            VectorSchemaRoot batch = ArrowRows.batch(allocator, schema, rows.subList(next, end));
            next = end;
            return batch;
        }

        @Override
        public void close() {
            next = rows.size();
        }
    }
}

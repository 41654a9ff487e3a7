package io.godwit.server.testing;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.Parameters;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The numbers from 0, each with its text, in batches of a size: a result whose every row tells its own position. */
public record Numbers(long rows, int batchRows) implements InMemoryPlanner.Lesson {
    public static final Schema SCHEMA = new Schema(List.of(
            Field.notNullable("number", new ArrowType.Int(64, true)), Field.nullable("text", ArrowType.Utf8.INSTANCE)));

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public BatchStream run(ExecutionContext context, Parameters parameters) {
        return new NumberStream(context, rows, batchRows);
    }

    public static VectorSchemaRoot batch(BufferAllocator allocator, long first, int rows) {
        VectorSchemaRoot batch = VectorSchemaRoot.create(SCHEMA, allocator);
        BigIntVector numbers = (BigIntVector) batch.getVector(0);
        VarCharVector texts = (VarCharVector) batch.getVector(1);
        numbers.allocateNew(rows);
        texts.allocateNew(16L * rows, rows);
        for (int row = 0; row < rows; row++) {
            numbers.set(row, first + row);
            texts.setSafe(row, Long.toString(first + row).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        batch.setRowCount(rows);
        return batch;
    }

    private static final class NumberStream implements BatchStream {
        private final ExecutionContext context;
        private final long rows;
        private final int batchRows;
        private long next;

        NumberStream(ExecutionContext context, long rows, int batchRows) {
            this.context = context;
            this.rows = rows;
            this.batchRows = batchRows;
        }

        @Override
        public Schema schema() {
            return SCHEMA;
        }

        @Override
        public @Nullable VectorSchemaRoot next() {
            context.cancellation().check();
            if (next == rows) {
                return null;
            }
            int count = (int) Math.min(batchRows, rows - next);
            VectorSchemaRoot batch = batch(context.allocator(), next, count);
            next += count;
            return batch;
        }

        @Override
        public void close() {}
    }
}

package io.godwit.planner.training.result;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A small result made in memory: the receipts, verdicts and lists that statements answer with. */
public final class ResultTable {
    private final Schema schema;
    private final List<@Nullable Object[]> rows = new ArrayList<>();

    public ResultTable(Schema schema) {
        this.schema = schema;
    }

    static Field text(String name) {
        return Field.nullable(name, ArrowType.Utf8.INSTANCE);
    }

    static Field integer(String name) {
        return Field.nullable(name, new ArrowType.Int(Integer.SIZE, true));
    }

    static Field count(String name) {
        return Field.nullable(name, new ArrowType.Int(Long.SIZE, true));
    }

    static Field number(String name) {
        return Field.nullable(name, new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));
    }

    static Field truth(String name) {
        return new Field(name, FieldType.notNullable(ArrowType.Bool.INSTANCE), null);
    }

    /** Values in column order. */
    public ResultTable add(@Nullable Object... values) {
        rows.add(values);
        return this;
    }

    public BatchStream stream(ExecutionContext context) {
        return new OneBatch(schema, rows, context.allocator());
    }

    private static VectorSchemaRoot batch(Schema schema, List<@Nullable Object[]> rows, BufferAllocator allocator) {
        VectorSchemaRoot batch = VectorSchemaRoot.create(schema, allocator);
        try {
            for (int column = 0; column < schema.getFields().size(); column++) {
                fill(batch.getVector(column), column, rows);
            }
            batch.setRowCount(rows.size());
            return batch;
        } catch (RuntimeException e) {
            batch.close();
            throw e;
        }
    }

    private static void fill(FieldVector vector, int column, List<@Nullable Object[]> rows) {
        vector.setInitialCapacity(rows.size());
        vector.allocateNew();
        for (int row = 0; row < rows.size(); row++) {
            Object value = rows.get(row)[column];
            if (value == null) {
                vector.setNull(row);
            } else {
                set(vector, row, value);
            }
        }
    }

    private static void set(FieldVector vector, int row, Object value) {
        if (vector instanceof VarCharVector texts) {
            texts.setSafe(row, value.toString().getBytes(StandardCharsets.UTF_8));
        } else if (vector instanceof BigIntVector counts) {
            counts.setSafe(row, ((Number) value).longValue());
        } else if (vector instanceof IntVector integers) {
            integers.setSafe(row, ((Number) value).intValue());
        } else if (vector instanceof Float8Vector numbers) {
            numbers.setSafe(row, ((Number) value).doubleValue());
        } else {
            ((BitVector) vector).setSafe(row, (Boolean) value ? 1 : 0);
        }
    }

    private static final class OneBatch implements BatchStream {
        private final Schema schema;
        private final List<@Nullable Object[]> rows;
        private final BufferAllocator allocator;
        private boolean given;

        OneBatch(Schema schema, List<@Nullable Object[]> rows, BufferAllocator allocator) {
            this.schema = schema;
            this.rows = rows;
            this.allocator = allocator;
        }

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public @Nullable VectorSchemaRoot next() {
            if (given) {
                return null;
            }
            given = true;
            return batch(schema, rows, allocator);
        }

        @Override
        public void close() {
            given = true;
        }
    }
}

package io.godwit.planner.operator;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.NewBatch;
import io.godwit.pitjoin.spec.FeatureSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The columns of its input, then {@link FeatureSource#SEQUENCE_NUMBER}, always 0, and {@link FeatureSource#ROW_ID}, the
 * row's place in the stream: what a join needs of rows that have no history.
 */
public final class NumberedRows implements BatchStream {
    private static final FieldType NUMBER = FieldType.notNullable(new ArrowType.Int(Long.SIZE, true));

    private final ExecutionContext context;
    private final BatchStream rows;
    private final Schema schema;
    private long nextRowId;

    /** The stream takes over {@code rows}. */
    public NumberedRows(ExecutionContext context, BatchStream rows) {
        this.context = context;
        this.rows = rows;
        List<Field> fields = new ArrayList<>(rows.schema().getFields());
        fields.add(new Field(FeatureSource.SEQUENCE_NUMBER, NUMBER, null));
        fields.add(new Field(FeatureSource.ROW_ID, NUMBER, null));
        this.schema = new Schema(fields);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        VectorSchemaRoot batch = rows.next();
        if (batch == null) {
            return null;
        }
        int rowCount = batch.getRowCount();
        VectorSchemaRoot numbered = NewBatch.of(schema, rowCount, columns -> {
            columns.addAll(batch.getFieldVectors());
            columns.add(numbers(FeatureSource.SEQUENCE_NUMBER, rowCount, 0, 0));
            columns.add(numbers(FeatureSource.ROW_ID, rowCount, nextRowId, 1));
        });
        nextRowId += rowCount;
        return numbered;
    }

    private BigIntVector numbers(String name, int rowCount, long first, long step) {
        BigIntVector numbers = new BigIntVector(new Field(name, NUMBER, null), context.allocator());
        numbers.allocateNew(rowCount);
        for (int row = 0; row < rowCount; row++) {
            numbers.set(row, first + row * step);
        }
        numbers.setValueCount(rowCount);
        return numbers;
    }

    @Override
    public void close() {
        rows.close();
    }
}

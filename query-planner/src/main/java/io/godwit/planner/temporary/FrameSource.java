package io.godwit.planner.temporary;

import io.godwit.pitjoin.FeatureSource;
import io.godwit.pitjoin.LabelBounds;
import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An uploaded frame as the feature side of a join. All rows were uploaded at once, so all have the sequence number 0; the
 * row id is the row's place in the upload. Columns are carried inline.
 */
public final class FrameSource implements FeatureSource {
    private static final FieldType NUMBER = FieldType.notNullable(new ArrowType.Int(Long.SIZE, true));

    private final Frame frame;

    public FrameSource(Frame frame) {
        this.frame = frame;
    }

    @Override
    public Schema schema() {
        return frame.schema();
    }

    @Override
    public BatchStream read(ExecutionContext context, List<Integer> columns, LabelBounds bounds) {
        return new NumberedRows(context, frame.read(context, columns));
    }

    @Override
    public boolean canFetch() {
        return false;
    }

    @Override
    public BatchStream fetch(ExecutionContext context, long[] rowIds, List<Integer> columns) {
        throw new GodwitException(ErrorCode.INTERNAL, "Frame " + frame.name() + " carries its columns inline");
    }

    private static final class NumberedRows implements BatchStream {
        private final ExecutionContext context;
        private final BatchStream rows;
        private final Schema schema;
        private long nextRowId;

        NumberedRows(ExecutionContext context, BatchStream rows) {
            this.context = context;
            this.rows = rows;
            List<Field> fields = new ArrayList<>(rows.schema().getFields());
            fields.add(new Field(SEQUENCE_NUMBER, NUMBER, null));
            fields.add(new Field(ROW_ID, NUMBER, null));
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
            List<FieldVector> vectors = new ArrayList<>(batch.getFieldVectors());
            vectors.add(numbers(SEQUENCE_NUMBER, rowCount, 0, 0));
            vectors.add(numbers(ROW_ID, rowCount, nextRowId, 1));
            nextRowId += rowCount;
            return new VectorSchemaRoot(schema, vectors, rowCount);
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
}

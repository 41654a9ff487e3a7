package io.godwit.planner.operator;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Rows written in the statement, as one batch: VALUES. */
public final class ValuesOperator implements BatchStream {
    private final ExecutionContext context;
    private final Schema schema;
    private final List<List<Scalar>> rows;
    private boolean done;

    /** @param rows one constant per column */
    public ValuesOperator(ExecutionContext context, Schema schema, List<List<Scalar>> rows) {
        this.context = context;
        this.schema = schema;
        this.rows = rows;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        if (done) {
            return null;
        }
        done = true;
        VectorSchemaRoot batch = VectorSchemaRoot.create(schema, context.allocator());
        try {
            for (int column = 0; column < schema.getFields().size(); column++) {
                FieldVector vector = batch.getVector(column);
                ColumnWriter.write(new ColumnOfRows(column), rows.size(), vector);
            }
            batch.setRowCount(rows.size());
            return batch;
        } catch (RuntimeException e) {
            batch.close();
            throw e;
        }
    }

    @Override
    public void close() {}

    /** One column of the rows, each row's scalar asked for its own row. */
    private final class ColumnOfRows extends Scalar {
        private final int column;

        ColumnOfRows(int column) {
            super(Kind.LONG);
            this.column = column;
        }

        private Scalar at(int row) {
            return rows.get(row).get(column);
        }

        @Override
        public boolean isNull(int row) {
            return at(row).isNull(0);
        }

        @Override
        public long longAt(int row) {
            return at(row).longAt(0);
        }

        @Override
        public double doubleAt(int row) {
            return at(row).doubleAt(0);
        }

        @Override
        public java.math.BigDecimal decimalAt(int row) {
            return at(row).decimalAt(0);
        }

        @Override
        public byte[] bytesAt(int row) {
            return at(row).bytesAt(0);
        }
    }
}

package io.godwit.planner.operator;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.NewBatch;
import io.godwit.pitjoin.batch.VectorSlices;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Columns chosen, renamed and computed. A column of the input is passed on without a copy. */
public final class ProjectOperator implements BatchStream {
    /** One output column. */
    public sealed interface Output {
        /** Column {@code index} of the input, under the output's name and nullability. */
        record Column(int index) implements Output {}

        /** Computed row by row. */
        record Computed(Scalar scalar) implements Output {}
    }

    private final ExecutionContext context;
    private final BatchStream input;
    private final List<Output> outputs;
    private final Schema schema;

    public ProjectOperator(ExecutionContext context, BatchStream input, List<Output> outputs, Schema schema) {
        this.context = context;
        this.input = input;
        this.outputs = List.copyOf(outputs);
        this.schema = schema;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        context.cancellation().check();
        VectorSchemaRoot batch = input.next();
        if (batch == null) {
            return null;
        }
        try (VectorSchemaRoot owned = batch) {
            return project(owned);
        }
    }

    private VectorSchemaRoot project(VectorSchemaRoot batch) {
        return NewBatch.of(schema, batch.getRowCount(), columns -> {
            for (int i = 0; i < outputs.size(); i++) {
                Field field = schema.getFields().get(i);
                columns.add(
                        outputs.get(i) instanceof Output.Computed computed
                                ? compute(batch, computed.scalar(), field)
                                : pass(batch, ((Output.Column) outputs.get(i)).index(), field));
            }
        });
    }

    /** Shares the buffers: a column may be put out more than once. */
    private FieldVector pass(VectorSchemaRoot batch, int index, Field field) {
        return VectorSlices.slice(batch.getVector(index), 0, batch.getRowCount(), field, context.allocator());
    }

    private FieldVector compute(VectorSchemaRoot batch, Scalar scalar, Field field) {
        scalar.bind(batch);
        FieldVector column = field.createVector(context.allocator());
        try {
            ColumnWriter.write(scalar, batch.getRowCount(), column);
            return column;
        } catch (RuntimeException e) {
            column.close();
            throw e;
        }
    }

    @Override
    public void close() {
        input.close();
    }
}

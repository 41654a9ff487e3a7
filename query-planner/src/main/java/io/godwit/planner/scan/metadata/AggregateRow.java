package io.godwit.planner.scan.metadata;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.scan.column.ValueWriter;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** One row of aggregates. */
final class AggregateRow implements BatchStream {
    private final ExecutionContext context;
    private final Schema schema;
    private final List<ColumnAggregate> aggregates;
    private final List<@Nullable Object> values;
    private boolean done;

    AggregateRow(
            ExecutionContext context, Schema schema, List<ColumnAggregate> aggregates, List<@Nullable Object> values) {
        this.context = context;
        this.schema = schema;
        this.aggregates = aggregates;
        this.values = values;
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
        VectorSchemaRoot row = VectorSchemaRoot.create(schema, context.allocator());
        try {
            for (int i = 0; i < aggregates.size(); i++) {
                NestedField field = field(i);
                ValueWriter.of(field, field.type(), row.getVector(i)).write(0, values.get(i));
            }
            row.setRowCount(1);
            return row;
        } catch (RuntimeException e) {
            row.close();
            throw e;
        }
    }

    private NestedField field(int index) {
        NestedField column = aggregates.get(index).column();
        boolean isCount = aggregates.get(index).function() == ColumnAggregate.Function.COUNT;
        Type type = isCount || column == null ? Types.LongType.get() : column.type();
        return NestedField.optional(index, schema.getFields().get(index).getName(), type);
    }

    @Override
    public void close() {}
}

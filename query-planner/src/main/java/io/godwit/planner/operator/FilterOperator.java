package io.godwit.planner.operator;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.NewBatch;
import io.godwit.pitjoin.gather.GatherRows;
import java.util.Arrays;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The rows of its input for which a predicate is true. */
public final class FilterOperator implements BatchStream {
    private final ExecutionContext context;
    private final BatchStream input;
    private final Scalar predicate;

    public FilterOperator(ExecutionContext context, BatchStream input, Scalar predicate) {
        this.context = context;
        this.input = input;
        this.predicate = predicate;
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        for (VectorSchemaRoot batch = input.next(); batch != null; batch = input.next()) {
            int[] selection = new int[batch.getRowCount()];
            int selected = select(batch, selection);
            if (selected == batch.getRowCount()) {
                return batch;
            }
            try (VectorSchemaRoot owned = batch) {
                if (selected > 0) {
                    return gather(owned, selection, selected);
                }
            }
        }
        return null;
    }

    /** Closes the batch where it fails: then nobody has it. */
    private int select(VectorSchemaRoot batch, int[] selection) {
        try {
            context.cancellation().check();
            predicate.bind(batch);
            Arrays.setAll(selection, row -> row);
            return predicate.select(selection, selection.length);
        } catch (RuntimeException e) {
            batch.close();
            throw e;
        }
    }

    private VectorSchemaRoot gather(VectorSchemaRoot batch, int[] selection, int selected) {
        return NewBatch.of(batch.getSchema(), selected, columns -> {
            for (FieldVector from : batch.getFieldVectors()) {
                FieldVector to = from.getField().createVector(context.allocator());
                columns.add(to);
                GatherRows.gather(from, selection, selected, to);
            }
        });
    }

    @Override
    public void close() {
        input.close();
    }
}

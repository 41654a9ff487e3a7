package io.godwit.planner.operator;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.gather.GatherRows;
import java.util.Arrays;
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
                    return GatherRows.gather(owned, selection, selected, context.allocator());
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

    @Override
    public void close() {
        input.close();
    }
}

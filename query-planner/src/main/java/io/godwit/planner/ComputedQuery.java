package io.godwit.planner;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.arrow.vector.types.pojo.Schema;

/** A statement that is no query, and what it answers. */
record ComputedQuery(
        String sql,
        Schema schema,
        Schema parameterSchema,
        boolean hasEffects,
        Pins pins,
        String explain,
        BiFunction<ExecutionContext, Parameters, BatchStream> rows)
        implements PreparedQuery {
    static final Schema NO_PARAMETERS = new Schema(List.of());

    @Override
    public boolean isReplayable() {
        return false;
    }

    @Override
    public long estimatedRows() {
        return -1;
    }

    @Override
    public BatchStream execute(ExecutionContext context, Parameters parameters) {
        return rows.apply(context, parameters);
    }
}

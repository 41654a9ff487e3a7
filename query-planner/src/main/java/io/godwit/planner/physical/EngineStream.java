package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.planner.engine.DuckDbEngine;
import java.util.function.Supplier;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The rows of a sub-plan some of whose inputs are read before {@link DuckDbEngine} begins, when the first batch is asked for. */
final class EngineStream implements BatchStream {
    private final EngineInputs inputs;
    private final Schema schema;
    private final Supplier<BatchStream> engine;
    private @Nullable BatchStream rows;

    /** @param engine starts the engine over the inputs */
    EngineStream(EngineInputs inputs, Schema schema, Supplier<BatchStream> engine) {
        this.inputs = inputs;
        this.schema = schema;
        this.engine = engine;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        if (rows == null) {
            inputs.readSources();
            rows = engine.get();
        }
        return rows.next();
    }

    @Override
    public void close() {
        try {
            if (rows != null) {
                rows.close();
            }
        } finally {
            inputs.close();
        }
    }
}

package io.godwit.planner.operator;

import io.godwit.pitjoin.batch.BatchStream;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** All rows of its inputs, one input after the other; each is opened when its turn comes. */
public final class UnionOperator implements BatchStream {
    private final Schema schema;
    private final List<Supplier<BatchStream>> inputs;
    private int nextInput;
    private @Nullable BatchStream current;

    public UnionOperator(Schema schema, List<Supplier<BatchStream>> inputs) {
        this.schema = schema;
        this.inputs = List.copyOf(inputs);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        while (true) {
            if (current == null) {
                if (nextInput == inputs.size()) {
                    return null;
                }
                current = inputs.get(nextInput++).get();
            }
            VectorSchemaRoot batch = current.next();
            if (batch != null) {
                return batch;
            }
            close();
        }
    }

    @Override
    public void close() {
        if (current != null) {
            current.close();
            current = null;
        }
    }
}

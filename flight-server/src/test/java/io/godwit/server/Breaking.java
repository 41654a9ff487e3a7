package io.godwit.server;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.Parameters;
import io.godwit.server.testing.InMemoryPlanner;
import io.godwit.server.testing.Numbers;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** Fails like a bad file after some batches. */
record Breaking(Numbers numbers, int batches) implements InMemoryPlanner.Lesson {
    @Override
    public Schema schema() {
        return numbers.schema();
    }

    @Override
    public BatchStream run(ExecutionContext context, Parameters parameters) {
        BatchStream whole = numbers.run(context, parameters);
        return new BatchStream() {
            private int left = batches;

            @Override
            public Schema schema() {
                return whole.schema();
            }

            @Override
            public VectorSchemaRoot next() {
                if (left-- == 0) {
                    throw new GodwitException(ErrorCode.INTERNAL, "part-00007.parquet ended early");
                }
                return whole.next();
            }

            @Override
            public void close() {
                whole.close();
            }
        };
    }
}

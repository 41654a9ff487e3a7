package io.godwit.server;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.Parameters;
import io.godwit.server.testing.InMemoryPlanner;
import io.godwit.server.testing.Numbers;
import org.apache.arrow.vector.types.pojo.Schema;

/** Ten rows that might come in another order next time. */
final class Unordered implements InMemoryPlanner.Lesson {
    @Override
    public Schema schema() {
        return Numbers.SCHEMA;
    }

    @Override
    public boolean isReplayable() {
        return false;
    }

    @Override
    public BatchStream run(ExecutionContext context, Parameters parameters) {
        return new Numbers(10, 10).run(context, parameters);
    }
}

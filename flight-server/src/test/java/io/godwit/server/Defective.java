package io.godwit.server;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.Parameters;
import io.godwit.server.testing.InMemoryPlanner;
import io.godwit.server.testing.Numbers;
import org.apache.arrow.vector.types.pojo.Schema;

/** A statement nobody thought could fail so. */
final class Defective implements InMemoryPlanner.Lesson {
    @Override
    public Schema schema() {
        return Numbers.SCHEMA;
    }

    @Override
    public BatchStream run(ExecutionContext context, Parameters parameters) {
        throw new ArithmeticException("integer overflow");
    }
}

package io.godwit.server;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.Parameters;
import io.godwit.server.testing.InMemoryPlanner;
import io.godwit.server.testing.Numbers;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.vector.types.pojo.Schema;

/** A statement with effects that counts how often it ran; its receipt is one row. */
final class Counting implements InMemoryPlanner.Lesson {
    final AtomicInteger runs = new AtomicInteger();

    @Override
    public Schema schema() {
        return Numbers.SCHEMA;
    }

    @Override
    public boolean hasEffects() {
        return true;
    }

    @Override
    public BatchStream run(ExecutionContext context, Parameters parameters) {
        runs.incrementAndGet();
        return new Numbers(1, 1).run(context, parameters);
    }
}

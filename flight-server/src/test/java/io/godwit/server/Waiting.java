package io.godwit.server;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.Parameters;
import io.godwit.server.testing.InMemoryPlanner;
import io.godwit.server.testing.Numbers;
import java.util.concurrent.CountDownLatch;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Gives one batch, then nothing more until it is cancelled. */
final class Waiting implements InMemoryPlanner.Lesson {
    final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public Schema schema() {
        return Numbers.SCHEMA;
    }

    @Override
    public BatchStream run(ExecutionContext context, Parameters parameters) {
        BatchStream first = new Numbers(10, 10).run(context, parameters);
        CountDownLatch cancelled = new CountDownLatch(1);
        context.cancellation().onCancel(cancelled::countDown);
        return new BatchStream() {
            @Override
            public Schema schema() {
                return Numbers.SCHEMA;
            }

            @Override
            public @Nullable VectorSchemaRoot next() {
                VectorSchemaRoot batch = first.next();
                if (batch == null) {
                    await(cancelled);
                    context.cancellation().check();
                }
                return batch;
            }

            @Override
            public void close() {
                first.close();
                closed.countDown();
            }
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

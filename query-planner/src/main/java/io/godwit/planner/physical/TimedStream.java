package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The batches of a step, and how long it took to come by them, waiting for the steps beneath included. */
final class TimedStream implements BatchStream {
    private static final double NANOS_PER_MILLI = 1_000_000;

    private final BatchStream step;
    private final Clock clock;
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong batches = new AtomicLong();

    TimedStream(BatchStream step, Clock clock) {
        this.step = step;
        this.clock = clock;
    }

    @Override
    public Schema schema() {
        return step.schema();
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        Instant start = clock.instant();
        VectorSchemaRoot batch = step.next();
        nanos.addAndGet(Duration.between(start, clock.instant()).toNanos());
        if (batch != null) {
            rows.addAndGet(batch.getRowCount());
            batches.incrementAndGet();
        }
        return batch;
    }

    String describe() {
        double millis = nanos.get() / NANOS_PER_MILLI;
        return "took %,.1f ms: %,d rows in %,d batches".formatted(millis, rows.get(), batches.get());
    }

    @Override
    public void close() {
        step.close();
    }
}

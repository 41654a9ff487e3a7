package io.godwit.planner.scan;

import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.MemoryLease;
import io.godwit.pitjoin.batch.SpillDirectory;
import io.godwit.pitjoin.batch.Workers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** A context to run one test's scans in. Closing it fails if a buffer is still held. */
final class QueryScope implements AutoCloseable {
    private final BufferAllocator root = new RootAllocator();
    private final BufferAllocator query = root.newChildAllocator("query", 0, Long.MAX_VALUE);
    private final ExecutorService scans = Executors.newFixedThreadPool(2);
    private final ExecutorService drivers = Executors.newCachedThreadPool();
    private final Cancellation cancellation = new Cancellation();

    ExecutionContext context() {
        return new ExecutionContext(
                "test",
                cancellation,
                query,
                new MemoryLease(1L << 30),
                new SpillDirectory(Path.of("target/spill")),
                new Workers(drivers, scans),
                Clock.systemUTC());
    }

    BufferAllocator allocator() {
        return query;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    @Override
    public void close() {
        scans.shutdown();
        drivers.shutdown();
        query.close();
        root.close();
    }
}

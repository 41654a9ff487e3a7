package io.godwit.pitjoin;

import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.MemoryLease;
import io.godwit.pitjoin.batch.SpillDirectory;
import io.godwit.pitjoin.batch.Workers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** An {@link ExecutionContext} for tests. Closing it fails if an Arrow buffer or a reservation is still held. */
public final class TestContext implements AutoCloseable {
    private final RootAllocator root = new RootAllocator();
    private final ExecutorService threads;
    private final ExecutionContext context;

    public TestContext() {
        this(1L << 30, 2);
    }

    public TestContext(long memoryBytes, int threadCount) {
        this(
                memoryBytes,
                threadCount,
                Path.of(System.getProperty("java.io.tmpdir"), "godwit-test-" + System.nanoTime()),
                Long.MAX_VALUE);
    }

    public TestContext(long memoryBytes, int threadCount, Path spill, long spillBytes) {
        this(memoryBytes, threadCount, spill, spillBytes, AllocationListener.NOOP);
    }

    /** @param allocations told of what the query allocates */
    TestContext(long memoryBytes, int threadCount, Path spill, long spillBytes, AllocationListener allocations) {
        threads = Executors.newFixedThreadPool(threadCount);
        context = new ExecutionContext(
                "test",
                new Cancellation(),
                root.newChildAllocator("query", allocations, 0, Long.MAX_VALUE),
                new MemoryLease(memoryBytes),
                new SpillDirectory(spill, spillBytes),
                new Workers(threads, threads),
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    }

    public ExecutionContext context() {
        return context;
    }

    public BufferAllocator allocator() {
        return context.allocator();
    }

    @Override
    public void close() {
        threads.shutdown();
        context.spill().close();
        context.allocator().close();
        root.close();
        if (context.spill().heldBytes() != 0) {
            throw new IllegalStateException(context.spill().heldBytes() + " bytes are still on disk");
        }
        if (context.memory().heldBytes() != 0) {
            throw new IllegalStateException(context.memory().heldBytes() + " bytes are still reserved");
        }
    }
}

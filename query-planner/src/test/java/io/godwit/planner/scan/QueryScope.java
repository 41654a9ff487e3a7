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
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** A context to run one test's scans in. Closing it fails if a buffer is still held. */
public final class QueryScope implements AutoCloseable {
    private final BufferAllocator root = new RootAllocator();
    private final BufferAllocator query;
    private final MemoryLease memory;
    private final SpillDirectory spill;
    private final ExecutorService scans = Executors.newFixedThreadPool(2);
    private final ExecutorService drivers = Executors.newCachedThreadPool();
    private final Cancellation cancellation = new Cancellation();

    public QueryScope() {
        this(1L << 30, Long.MAX_VALUE, Path.of("target/spill"), AllocationListener.NOOP);
    }

    /**
     * @param memoryBytes what the query may hold beside Arrow buffers
     * @param arrowBytes what it may hold of these
     * @param allocations told of what it allocates
     */
    public QueryScope(long memoryBytes, long arrowBytes, Path spill, AllocationListener allocations) {
        this.query = root.newChildAllocator("query", allocations, 0, arrowBytes);
        this.memory = new MemoryLease(memoryBytes);
        this.spill = new SpillDirectory(spill);
    }

    public ExecutionContext context() {
        return new ExecutionContext(
                "test", cancellation, query, memory, spill, new Workers(drivers, scans), Clock.systemUTC());
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
        spill.close();
        query.close();
        root.close();
        if (memory.heldBytes() != 0) {
            throw new IllegalStateException(memory.heldBytes() + " bytes are still reserved");
        }
    }
}

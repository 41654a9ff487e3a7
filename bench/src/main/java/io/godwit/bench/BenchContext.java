package io.godwit.bench;

import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.MemoryLease;
import io.godwit.pitjoin.batch.SharedMemory;
import io.godwit.pitjoin.batch.SpillDirectory;
import io.godwit.pitjoin.batch.Workers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.arrow.memory.BufferAllocator;

/** The threads and memory of one benchmark; each invocation takes a context of its own, as a query would. */
final class BenchContext implements AutoCloseable {
    private static final long MEMORY_BYTES = 4L << 30;

    /** As in the server: without recycled memory every page of output would fault. */
    private final SharedMemory memory = new SharedMemory(Long.MAX_VALUE);

    private final ExecutorService drivers = Executors.newCachedThreadPool();
    private final ExecutorService scans;

    BenchContext(int scanThreads) {
        scans = Executors.newFixedThreadPool(scanThreads);
    }

    SharedMemory memory() {
        return memory;
    }

    ExecutorService scans() {
        return scans;
    }

    BufferAllocator allocator() {
        return memory.root();
    }

    /** The caller closes its allocator when the query has ended. */
    ExecutionContext newQuery() {
        return new ExecutionContext(
                "bench",
                new Cancellation(),
                memory.root().newChildAllocator("query", 0, Long.MAX_VALUE),
                new MemoryLease(MEMORY_BYTES),
                new SpillDirectory(Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "godwit-bench-" + ProcessHandle.current().pid())),
                new Workers(drivers, scans),
                Clock.systemUTC());
    }

    @Override
    public void close() {
        drivers.shutdown();
        scans.shutdown();
        memory.close();
    }
}

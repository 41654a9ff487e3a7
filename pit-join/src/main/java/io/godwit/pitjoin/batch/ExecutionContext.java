package io.godwit.pitjoin.batch;

import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ForkJoinPool;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What every operator of one query is given: who it is, when to stop, and what it may use.
 *
 * @param queryId stands on every log line and error of the query
 * @param cancellation checked once per batch, by what decodes files once per page
 * @param allocator the query's child allocator; memory is charged until the last release of a buffer
 * @param memory for what is held beside Arrow buffers
 * @param spill where to put what does not fit
 * @param workers the threads
 * @param clock the only source of the current time
 * @param notes what the result's end tells beside the rows
 */
public record ExecutionContext(
        String queryId,
        Cancellation cancellation,
        BufferAllocator allocator,
        MemoryLease memory,
        SpillDirectory spill,
        Workers workers,
        Clock clock,
        RunNotes notes) {
    public ExecutionContext(
            String queryId,
            Cancellation cancellation,
            BufferAllocator allocator,
            MemoryLease memory,
            SpillDirectory spill,
            Workers workers,
            Clock clock) {
        this(queryId, cancellation, allocator, memory, spill, workers, clock, new RunNotes());
    }

    /** The same for a part of the query's work that is also stopped alone: whoever makes it stops it when the query is. */
    public ExecutionContext cancelledBy(Cancellation other) {
        return new ExecutionContext(queryId, other, allocator, memory, spill, workers, clock, notes);
    }

    /** For a program that uses this module alone: half of the heap, the machine's common threads, the temporary directory. */
    public static ExecutionContext standalone(BufferAllocator allocator) {
        return new ExecutionContext(
                "standalone",
                new Cancellation(),
                allocator,
                new MemoryLease(Runtime.getRuntime().maxMemory() / 2),
                new SpillDirectory(Path.of(System.getProperty("java.io.tmpdir"), "godwit-" + UUID.randomUUID())),
                new Workers(ForkJoinPool.commonPool(), ForkJoinPool.commonPool()),
                Clock.systemUTC());
    }
}

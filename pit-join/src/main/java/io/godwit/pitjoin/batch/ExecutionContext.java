package io.godwit.pitjoin.batch;

import java.time.Clock;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What every operator of one query is given: who it is, when to stop, and what it may use.
 *
 * @param queryId stands on every log line and error of the query
 * @param cancellation checked once per batch
 * @param allocator the query's child allocator; memory is charged until the last release of a buffer
 * @param memory for what is held beside Arrow buffers
 * @param spill where to put what does not fit
 * @param workers the threads
 * @param clock the only source of the current time
 */
public record ExecutionContext(
        String queryId,
        Cancellation cancellation,
        BufferAllocator allocator,
        MemoryLease memory,
        SpillDirectory spill,
        Workers workers,
        Clock clock) {}

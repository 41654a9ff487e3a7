package io.godwit.pitjoin.batch;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.AllocationOutcome;
import org.apache.arrow.memory.BufferAllocator;

/**
 * The Arrow memory of one process: a root allocator over recycled memory, and those who hold some of it only for as long as
 * nobody needs it. An allocation that the limit would refuse asks them to yield first. Safe for use by many threads.
 */
public final class SharedMemory implements AutoCloseable {
    private final List<Holder> holders = new CopyOnWriteArrayList<>();
    private final BufferAllocator root;

    /** Holds memory that can be had back. */
    @FunctionalInterface
    public interface Holder {
        /**
         * Gives memory back until {@code bytes} bytes can be allocated, or all of it. Called by the thread that allocates,
         * whatever locks it holds: must not wait for other threads that may be allocating.
         *
         * @return whether that much can be allocated now
         */
        boolean yield(long bytes);
    }

    /** @param limitBytes how much may be allocated in all */
    public SharedMemory(long limitBytes) {
        this.root = PooledAllocationManager.newRootAllocator(limitBytes, new AllocationListener() {
            @Override
            public boolean onFailedAllocation(long size, AllocationOutcome outcome) {
                return holders.stream().anyMatch(holder -> holder.yield(size));
            }
        });
    }

    /** Of all allocators. */
    public BufferAllocator root() {
        return root;
    }

    /** From now on {@code holder} is asked to yield. */
    public void add(Holder holder) {
        holders.add(holder);
    }

    /** Fails if anything is still allocated. */
    @Override
    public void close() {
        root.close();
    }
}

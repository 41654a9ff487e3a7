package io.godwit.pitjoin.batch;

import static java.util.Objects.requireNonNull;

import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.rounding.RoundingPolicy;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Arrow memory that is kept when the last buffer over it is released, and given to the next batch of the same size.
 *
 * <p>Memory fresh from the operating system costs a page fault for every 4 KiB first written, more than decoding a column
 * into it. Recycled memory holds what was last in it: whoever allocates writes every byte that a reader may see.
 *
 * <p>Used by giving {@link #FACTORY} and {@link #ROUNDING} to the root allocator, as {@link #newRootAllocator} does. All
 * allocators share one pool; it is safe for use by many threads.
 */
public final class PooledAllocationManager extends AllocationManager {
    private static final MemoryPool POOL = new MemoryPool(MemoryPool.defaultRetainedBytes());

    /** Makes managers whose memory comes from the pool, and goes back to it. */
    public static final AllocationManager.Factory FACTORY = new Factory();

    /** Rounds requests up to the sizes the pool holds; at most a quarter is added, where Arrow's own rounding may double. */
    public static final RoundingPolicy ROUNDING = MemoryPool::roundUp;

    private final long address;
    private final long size;

    private PooledAllocationManager(BufferAllocator accountant, long size) {
        super(requireNonNull(accountant, "accountant"));
        this.size = size;
        this.address = POOL.take(size);
    }

    /** A root allocator over the pool that hands out at most {@code limitBytes}. */
    public static RootAllocator newRootAllocator(long limitBytes) {
        return newRootAllocator(limitBytes, AllocationListener.NOOP);
    }

    static RootAllocator newRootAllocator(long limitBytes, AllocationListener listener) {
        return new RootAllocator(RootAllocator.configBuilder()
                .maxAllocation(limitBytes)
                .listener(listener)
                .allocationManagerFactory(FACTORY)
                .roundingPolicy(ROUNDING)
                .build());
    }

    /** Bytes the pool holds for reuse, charged to no allocator. */
    public static long retainedBytes() {
        return POOL.retainedBytes();
    }

    /** Gives all memory that waits for reuse back to the operating system. */
    public static void trim() {
        POOL.trim();
    }

    @Override
    public long getSize() {
        return size;
    }

    @Override
    protected long memoryAddress() {
        return address;
    }

    @Override
    protected void release0() {
        POOL.giveBack(address, size);
    }

    private static final class Factory implements AllocationManager.Factory {
        // One byte that is never freed, so that the empty buffer has an address.
        private final ArrowBuf empty = new ArrowBuf(ReferenceManager.NO_OP, null, 0, MemoryUtil.allocateMemory(1));

        @Override
        public AllocationManager create(BufferAllocator accountant, long size) {
            return new PooledAllocationManager(accountant, size);
        }

        @Override
        public ArrowBuf empty() {
            return empty;
        }
    }
}

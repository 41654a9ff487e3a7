package io.godwit.pitjoin.batch;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory one query may hold beside its Arrow buffers: indexes, slots, hash tables on the heap. Arrow buffers are
 * limited by the query's allocator. Safe for use by many threads.
 */
public final class MemoryLease {
    private final long limitBytes;
    private final AtomicLong heldBytes = new AtomicLong();

    public MemoryLease(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Charges {@code bytes}, or changes nothing and returns false when the limit would be passed: time to spill. */
    public boolean tryReserve(long bytes) {
        long held = heldBytes.addAndGet(bytes);
        if (held > limitBytes) {
            heldBytes.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /** Charges {@code bytes} for {@code purpose}, or fails with {@link ErrorCode#RESOURCE_EXHAUSTED}. */
    public void reserve(long bytes, String purpose) {
        if (!tryReserve(bytes)) {
            throw new GodwitException(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "The query needs %,d bytes for %s, holds %,d and may hold %,d; raise query.memory-bytes or ask for less"
                            .formatted(bytes, purpose, heldBytes(), limitBytes));
        }
    }

    public void release(long bytes) {
        heldBytes.addAndGet(-bytes);
    }

    public long heldBytes() {
        return heldBytes.get();
    }

    public long limitBytes() {
        return limitBytes;
    }
}

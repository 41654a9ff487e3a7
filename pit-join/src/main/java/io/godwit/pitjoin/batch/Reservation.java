package io.godwit.pitjoin.batch;

/** Memory charged to a lease for one purpose, that may grow and shrink. Not safe for use by many threads. */
public final class Reservation implements AutoCloseable {
    private final MemoryLease lease;
    private final String purpose;
    private long heldBytes;

    /** An empty reservation; {@code purpose} stands in the error when the lease is exhausted. */
    public Reservation(MemoryLease lease, String purpose) {
        this.lease = lease;
        this.purpose = purpose;
    }

    /** Makes the reservation {@code bytes} large, or fails with {@link ErrorCode#RESOURCE_EXHAUSTED} and changes nothing. */
    public void resize(long bytes) {
        if (bytes > heldBytes) {
            lease.reserve(bytes - heldBytes, purpose);
        } else {
            lease.release(heldBytes - bytes);
        }
        heldBytes = bytes;
    }

    public long heldBytes() {
        return heldBytes;
    }

    @Override
    public void close() {
        resize(0);
    }
}

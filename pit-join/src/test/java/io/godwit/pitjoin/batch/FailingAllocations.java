package io.godwit.pitjoin.batch;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.OutOfMemoryException;

/** Counts allocations, and lets all of them pass, or all but the n-th, or those before it. */
public final class FailingAllocations implements AllocationListener {
    private final AtomicLong allocations = new AtomicLong();
    private final long failing;
    private final boolean forGood;
    private volatile OutOfMemoryException failure = new OutOfMemoryException("none");

    /**
     * @param failing the number of the allocation that fails, counted from 1; 0 for none
     * @param forGood whether all behind it fail, too
     */
    public FailingAllocations(long failing, boolean forGood) {
        this.failing = failing;
        this.forGood = failing > 0 && forGood;
    }

    /** One that only counts. */
    public static FailingAllocations none() {
        return new FailingAllocations(0, false);
    }

    /** How many were asked for. */
    public long count() {
        return allocations.get();
    }

    /** What the n-th was refused with. */
    public OutOfMemoryException failure() {
        return failure;
    }

    @Override
    public void onPreAllocation(long size) {
        long allocation = allocations.incrementAndGet();
        if (allocation == failing || (forGood && allocation > failing)) {
            OutOfMemoryException injected = new OutOfMemoryException("allocation " + allocation + " is to fail");
            failure = allocation == failing ? injected : failure;
            throw injected;
        }
    }

    @Override
    public String toString() {
        return "allocation " + failing + (forGood ? " and all behind it" : "");
    }
}

package io.godwit.pitjoin.batch;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Free native memory by size. Sizes between two powers of two come in four steps; the most recently freed piece is given
 * out first, since it is the likeliest to be in the caches. What is smaller or larger than the pool's sizes, and what
 * would pass the retained limit, is left to malloc.
 */
final class MemoryPool {
    private static final int SMALLEST_SHIFT = 12;
    private static final int LARGEST_SHIFT = 27;
    private static final long SMALLEST = 1L << SMALLEST_SHIFT;
    private static final long LARGEST = 1L << LARGEST_SHIFT;
    private static final int STEPS = 4;

    private final long retainedLimit;
    private final AtomicLong retained = new AtomicLong();
    private final FreeList[] freeLists = new FreeList[(LARGEST_SHIFT - SMALLEST_SHIFT) * STEPS + 1];

    MemoryPool(long retainedLimit) {
        this.retainedLimit = retainedLimit;
        Arrays.setAll(freeLists, i -> new FreeList());
    }

    /** What is kept if nothing else is said: as much as the heap may grow to, at least 64 MiB and at most 1 GiB. */
    static long defaultRetainedBytes() {
        return Math.min(1L << 30, Math.max(64L << 20, Runtime.getRuntime().maxMemory()));
    }

    static long roundUp(long size) {
        if (size <= SMALLEST) {
            return size <= 8 ? 8 : Long.highestOneBit(size - 1) << 1;
        }
        long step = Long.highestOneBit(size - 1) / STEPS;
        return (size + step - 1) / step * step;
    }

    long take(long size) {
        if (isPooled(size)) {
            long address = freeLists[indexOf(size)].pop();
            if (address != 0) {
                retained.addAndGet(-roundUp(size));
                return address;
            }
        }
        return allocate(isPooled(size) ? roundUp(size) : size);
    }

    void giveBack(long address, long size) {
        if (isPooled(size)) {
            long rounded = roundUp(size);
            if (retained.addAndGet(rounded) <= retainedLimit) {
                freeLists[indexOf(size)].push(address);
                return;
            }
            retained.addAndGet(-rounded);
        }
        MemoryUtil.freeMemory(address);
    }

    long retainedBytes() {
        return retained.get();
    }

    void trim() {
        for (int i = 0; i < freeLists.length; i++) {
            for (long address = freeLists[i].pop(); address != 0; address = freeLists[i].pop()) {
                retained.addAndGet(-sizeOf(i));
                MemoryUtil.freeMemory(address);
            }
        }
    }

    private long allocate(long size) {
        try {
            return MemoryUtil.allocateMemory(size);
        } catch (OutOfMemoryError firstRefusal) {
            trim();
            try {
                return MemoryUtil.allocateMemory(size);
            } catch (OutOfMemoryError e) {
                throw new OutOfMemoryException("The operating system has no %,d bytes left".formatted(size), e);
            }
        }
    }

    private static boolean isPooled(long size) {
        return size >= SMALLEST && size <= LARGEST;
    }

    private static int indexOf(long size) {
        if (size <= SMALLEST) {
            return 0;
        }
        int shift = 63 - Long.numberOfLeadingZeros(size - 1);
        int step = (int) ((roundUp(size) - (1L << shift)) >>> (shift - 2));
        return (shift - SMALLEST_SHIFT) * STEPS + step;
    }

    private static long sizeOf(int index) {
        if (index == 0) {
            return SMALLEST;
        }
        int shift = SMALLEST_SHIFT + (index - 1) / STEPS;
        int step = (index - 1) % STEPS + 1;
        return (1L << shift) + step * (1L << (shift - 2));
    }

    /** A stack of addresses; 0 says it is empty. */
    private static final class FreeList {
        private long[] addresses = new long[16];
        private int count;

        synchronized long pop() {
            return count == 0 ? 0 : addresses[--count];
        }

        synchronized void push(long address) {
            if (count == addresses.length) {
                addresses = Arrays.copyOf(addresses, 2 * count);
            }
            addresses[count++] = address;
        }
    }
}

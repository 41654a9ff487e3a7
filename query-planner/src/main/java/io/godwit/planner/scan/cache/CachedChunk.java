package io.godwit.planner.scan.cache;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * A whole decoded column chunk, in blocks of consecutive rows. The cache may give it up at any moment: a block that was
 * handed out stays readable until its vector is closed, one asked for afterwards is null. Safe for use by many threads.
 */
public final class CachedChunk implements Cached {
    private final List<CachedBlock> blocks;
    private final int[] ends;
    private final long bytes;

    /** One for the cache and one for each thread that is making a vector; locks would meet with those of an allocation. */
    private final AtomicInteger references = new AtomicInteger(1);

    CachedChunk(List<CachedBlock> blocks) {
        this.blocks = List.copyOf(blocks);
        this.ends = new int[blocks.size()];
        int rows = 0;
        long held = 0;
        for (int i = 0; i < ends.length; i++) {
            rows += blocks.get(i).rows();
            ends[i] = rows;
            held += blocks.get(i).bytes();
        }
        this.bytes = held;
    }

    /** Which block a row is in. */
    public int blockOf(long row) {
        int found = Arrays.binarySearch(ends, (int) row);
        return found < 0 ? -found - 1 : found + 1;
    }

    /** The first row of a block. */
    public int start(int block) {
        return block == 0 ? 0 : ends[block - 1];
    }

    /** The first row behind a block. */
    public int end(int block) {
        return ends[block];
    }

    /** A block's values, which the caller closes; null if the chunk was given up. */
    public @Nullable FieldVector vector(int block, Field field, BufferAllocator allocator) {
        if (references.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
            return null;
        }
        try {
            return blocks.get(block).vector(field, allocator);
        } finally {
            release();
        }
    }

    @Override
    public long bytes() {
        return bytes;
    }

    /** The last one to let go frees what no vector handed out holds. */
    @Override
    public void release() {
        if (references.decrementAndGet() == 0) {
            blocks.forEach(CachedBlock::close);
        }
    }
}

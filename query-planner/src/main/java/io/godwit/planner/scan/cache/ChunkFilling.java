package io.godwit.planner.scan.cache;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;

/**
 * A chunk that is being decoded and may become part of the cache: block by block from its first row to its last. The cache
 * may end it at any moment to get its memory back, and what is added then has no effect.
 */
public final class ChunkFilling implements AutoCloseable {
    private final ColumnCache cache;
    private final ChunkKey key;
    private final int rows;
    private final List<CachedBlock> blocks = new ArrayList<>();
    private int filled;
    private long bytes;
    private boolean ended;

    ChunkFilling(ColumnCache cache, ChunkKey key, int rows) {
        this.cache = cache;
        this.key = key;
        this.rows = rows;
    }

    /** Keeps a reference to the rows behind those added so far. The last ones hand the chunk to the cache. */
    public void add(FieldVector vector) {
        if (vector.getValueCount() > 0) {
            // Not under the lock: whoever allocates may have to wait for the cache to give up fillings.
            add(CachedBlock.of(vector, cache.allocator()));
        }
    }

    /** Whether the cache still takes what is added. */
    public synchronized boolean isOpen() {
        return !ended;
    }

    private synchronized void add(CachedBlock block) {
        if (ended) {
            block.close();
            return;
        }
        blocks.add(block);
        filled += block.rows();
        bytes += block.bytes();
        if (!cache.hold(block.bytes())) {
            close();
        } else if (filled == rows) {
            ended = true;
            cache.filled(this, key, new CachedChunk(blocks));
        }
    }

    /** Gives up what was added, unless it already belongs to the cache. */
    @Override
    public synchronized void close() {
        if (!ended) {
            ended = true;
            blocks.forEach(CachedBlock::close);
            cache.abandoned(this, bytes);
        }
    }
}

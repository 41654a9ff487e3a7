package io.godwit.planner.scan.parquet.column;

import io.godwit.planner.scan.cache.CachedChunk;
import io.godwit.planner.scan.parquet.file.SelectedRows;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Takes rows out of a cached column chunk. */
final class CachedRows {
    private final CachedChunk chunk;
    private final Field field;
    private final BufferAllocator allocator;

    CachedRows(CachedChunk chunk, Field field, BufferAllocator allocator) {
        this.chunk = chunk;
        this.field = field;
        this.allocator = allocator;
    }

    /** The rows, which the caller closes, or null if the cache has given the chunk up. */
    @Nullable
    FieldVector read(SelectedRows rows) {
        try (BlockRows taken = new BlockRows(rows, allocator)) {
            while (!taken.areComplete()) {
                int block = chunk.blockOf(taken.nextRow());
                FieldVector all = chunk.vector(block, field, allocator);
                if (all == null) {
                    return null;
                }
                taken.takeFrom(all, chunk.start(block));
            }
            return taken.take(field);
        }
    }
}

package io.godwit.server.stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Results in memory, cut for the wire, so that reading one again costs little more than writing it to the socket. Results of
 * pinned statements never change, so nothing here is ever stale: an entry goes when others are read more often.
 *
 * <p>A result is kept from its second reading on: keeping it takes memory that the next batch would be decoded into, and
 * most large results are read once. Safe for use by many threads.
 */
public final class ResultCache {
    private static final int REMEMBERED_KEYS = 16 * 1024;
    private static final long WEIGHT_UNIT = 1024;

    private final BufferAllocator allocator;
    private final long maxBytes;
    private final Cache<Object, CachedResult> results;
    private final Cache<Integer, Boolean> readBefore;

    /** @param maxBytes no more memory is kept than this; 0 keeps nothing */
    public ResultCache(BufferAllocator allocator, long maxBytes) {
        this.allocator = allocator;
        this.maxBytes = maxBytes;
        this.results = Caffeine.newBuilder()
                .maximumWeight(maxBytes / WEIGHT_UNIT)
                .weigher((Object key, CachedResult result) -> weight(result))
                .removalListener(
                        (@Nullable Object key, @Nullable CachedResult result, RemovalCause cause) -> release(result))
                .executor(Runnable::run)
                .build();
        this.readBefore = Caffeine.newBuilder().maximumSize(REMEMBERED_KEYS).build();
    }

    /** What {@code opened} gives, the result of {@code key} from {@code firstRow} on, which may be kept for the next reader. */
    public WireStream kept(Object key, long firstRow, WireStream opened) {
        boolean keep = maxBytes > 0 && firstRow == 0 && readBefore.asMap().put(key.hashCode(), true) != null;
        return keep ? new RecordingStream(opened, allocator, maxBytes / 2, result -> results.put(key, result)) : opened;
    }

    /** Memory that is kept now. */
    public long bytes() {
        return results.asMap().values().stream().mapToLong(CachedResult::bytes).sum();
    }

    /** Gives everything back; readers that still hold a result keep it until they are done. */
    public void clear() {
        results.invalidateAll();
        results.cleanUp();
    }

    /**
     * The result of {@code key} from {@code firstRow} on if it is in memory.
     *
     * @param key says everything the result depends on, and for whom it was made
     */
    public @Nullable WireStream find(Object key, long firstRow) {
        CachedResult result = results.getIfPresent(key);
        if (result == null || !result.retain()) {
            return null;
        }
        int skipped = 0;
        long rows = 0;
        while (rows < firstRow && skipped < result.batches().size()) {
            rows += result.batches().get(skipped).rows();
            skipped++;
        }
        if (rows != firstRow) {
            // Within a batch: only running it again can cut there.
            result.release();
            return null;
        }
        return new ReplayStream(result, skipped);
    }

    private static int weight(CachedResult result) {
        return (int) Math.min(Integer.MAX_VALUE, 1 + result.bytes() / WEIGHT_UNIT);
    }

    private static void release(@Nullable CachedResult result) {
        if (result != null) {
            result.release();
        }
    }
}

package io.godwit.planner.scan.cache;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.godwit.pitjoin.timeline.Timeline;
import io.godwit.pitjoin.timeline.TimelinePlace;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Decoded column chunks, and timelines made of them, in native memory, shared by all queries of a server. Both are admitted and kept by how often they
 * are used. What the cache holds does not pass its budget, and all of it can be had back at any moment; memory that a query
 * still reads then becomes the query's. Safe for use by many threads.
 */
public final class ColumnCache implements AutoCloseable {
    /** A part of the budget is for chunks not wholly decoded yet; while there is room they may have more. */
    private static final int FILLING_SHARE = 8;

    /** Weights are in KiB, since a chunk may be larger than an int tells. */
    private static final long WEIGHT_UNIT = 1024;

    /** Chunks of which it is remembered: all of a query that reads 1,000 columns of 20 row groups. */
    private static final int MOST_UNKEPT = 20_000;

    /** Timelines that are remembered without being there. */
    private static final int MOST_MISSED = 10_000;

    private final BufferAllocator root;
    private final BufferAllocator allocator;
    private final long budgetBytes;
    private final Cache<Object, Cached> chunks;
    /** How many rows of a chunk were decoded lately without all being kept. */
    private final Cache<ChunkKey, Long> unkept = Caffeine.newBuilder()
            .maximumSize(MOST_UNKEPT)
            .executor(Runnable::run)
            .build();

    private final AtomicLong chunkBytes = new AtomicLong();
    /** Timelines asked for that were not there. */
    private final Cache<TimelineKey, MissedTimeline> timelinesMissed = Caffeine.newBuilder()
            .maximumSize(MOST_MISSED)
            .executor(Runnable::run)
            .build();

    private final Map<TimelineKey, TimelineFilling> buildings = new ConcurrentHashMap<>();

    private final Set<ChunkFilling> fillings = ConcurrentHashMap.newKeySet();
    private final AtomicLong fillingBytes = new AtomicLong();

    /**
     * @param root of all queries' allocators
     * @param budgetBytes how much the cache may hold; 0 keeps nothing
     */
    public ColumnCache(BufferAllocator root, long budgetBytes) {
        this.root = root;
        this.allocator = root.newChildAllocator("column-cache", 0, Long.MAX_VALUE);
        this.budgetBytes = budgetBytes;
        this.chunks = Caffeine.newBuilder()
                .maximumWeight((budgetBytes - budgetBytes / FILLING_SHARE) / WEIGHT_UNIT)
                .weigher((Object key, Cached chunk) ->
                        (int) Math.min(Integer.MAX_VALUE, chunk.bytes() / WEIGHT_UNIT + 1))
                .executor(Runnable::run)
                .removalListener((@Nullable Object key, @Nullable Cached chunk, RemovalCause cause) ->
                        removed(requireNonNull(chunk)))
                .build();
    }

    /** The chunk if it is there; counts as a use of it. */
    public @Nullable CachedChunk find(ChunkKey key) {
        return budgetBytes == 0 ? null : (CachedChunk) chunks.getIfPresent(key);
    }

    /** Whether the chunk is there, without using it. */
    public boolean contains(ChunkKey key) {
        return budgetBytes > 0 && chunks.asMap().containsKey(key);
    }

    /**
     * How many rows of a chunk were decoded lately without all of it being kept. Decoding it whole for as much again costs no
     * more than twice what would have been best, whatever is asked next.
     */
    public long unkeptRows(ChunkKey key) {
        Long rows = budgetBytes == 0 ? null : unkept.getIfPresent(key);
        return rows == null ? 0 : rows;
    }

    /** Says that rows of a chunk were decoded, and the cache does not have it. */
    public void addUnkept(ChunkKey key, long rows) {
        if (budgetBytes > 0) {
            unkept.asMap().merge(key, rows, Long::sum);
        }
    }

    /** Starts taking in a chunk of {@code rows} rows that is about to be decoded; null if the cache does not want it. */
    public @Nullable ChunkFilling fill(ChunkKey key, int rows) {
        if (budgetBytes == 0 || rows == 0) {
            return null;
        }
        ChunkFilling filling = new ChunkFilling(this, key, rows);
        fillings.add(filling);
        return filling;
    }

    /**
     * Gives memory back until {@code bytes} bytes can be allocated or nothing is left: first what is not wholly decoded, then
     * what is used least.
     *
     * @return whether that much can be allocated now
     */
    public boolean yield(long bytes) {
        if (root.getHeadroom() < bytes) {
            fillings.forEach(ChunkFilling::close);
            buildings.values().forEach(TimelineFilling::lose);
        }
        Policy.Eviction<Object, Cached> eviction = chunks.policy().eviction().orElseThrow();
        while (root.getHeadroom() < bytes && !chunks.asMap().isEmpty()) {
            // A little more than is asked for: whoever needs memory now will soon need more.
            long weight = Math.max(bytes, budgetBytes / FILLING_SHARE) / WEIGHT_UNIT + 1;
            Set<Object> coldest = eviction.coldestWeighted(weight).keySet();
            chunks.invalidateAll(coldest.isEmpty() ? eviction.coldest(1).keySet() : coldest);
        }
        return root.getHeadroom() >= bytes;
    }

    /** Gives up everything it holds now. */
    public void clear() {
        fillings.forEach(ChunkFilling::close);
        buildings.values().forEach(TimelineFilling::lose);
        chunks.invalidateAll();
        chunks.cleanUp();
    }

    /** Bytes charged to the cache now. */
    public long heldBytes() {
        return allocator.getAllocatedMemory();
    }

    /**
     * Where the timelines of rows are kept that never change, among the chunks.
     *
     * @param columns which columns of which rows, compared by {@code equals}
     * @param rowCount how many rows there are, about
     */
    public TimelinePlace timelines(Object columns, long rowCount) {
        return new KeptTimelines(this, columns, rowCount);
    }

    @Nullable
    Timeline findTimeline(TimelineKey key) {
        CachedTimeline found = (CachedTimeline) chunks.getIfPresent(key);
        return found != null && found.timeline().retain() ? found.timeline() : null;
    }

    void passed(TimelineKey key, long rowsRead) {
        missed(key).passed(rowsRead);
    }

    private MissedTimeline missed(TimelineKey key) {
        return requireNonNull(timelinesMissed.get(key, absent -> new MissedTimeline()));
    }

    @Nullable
    TimelineFilling claim(TimelineKey key, long rowCount) {
        if (budgetBytes == 0 || !missed(key).isWorthBuilding(rowCount)) {
            return null;
        }
        TimelineFilling filling = new TimelineFilling(this, key);
        return buildings.putIfAbsent(key, filling) == null ? filling : null;
    }

    void built(TimelineKey key, Timeline timeline) {
        chunkBytes.addAndGet(timeline.bytes());
        chunks.put(key, new CachedTimeline(timeline));
    }

    void settled(TimelineFilling filling, long bytes) {
        buildings.remove(filling.key(), filling);
        fillingBytes.addAndGet(-bytes);
    }

    long headroom() {
        return root.getHeadroom();
    }

    BufferAllocator allocator() {
        return allocator;
    }

    /** Whether a chunk being filled may hold as much more. What is refused counts, too, until the filling is closed. */
    boolean hold(long bytes) {
        long room = Math.max(budgetBytes / FILLING_SHARE, budgetBytes - chunkBytes.get());
        return fillingBytes.addAndGet(bytes) <= room;
    }

    void filled(ChunkFilling filling, ChunkKey key, CachedChunk chunk) {
        abandoned(filling, chunk.bytes());
        chunkBytes.addAndGet(chunk.bytes());
        chunks.put(key, chunk);
        // Should it not stay, it has to be worth it once more.
        unkept.invalidate(key);
    }

    void abandoned(ChunkFilling filling, long bytes) {
        fillings.remove(filling);
        fillingBytes.addAndGet(-bytes);
    }

    private void removed(Cached chunk) {
        chunkBytes.addAndGet(-chunk.bytes());
        chunk.release();
    }

    /** Queries have ended by now. */
    @Override
    public void close() {
        clear();
        allocator.close();
    }
}

package io.godwit.planner.scan.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.SharedMemory;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the cache holds is nobody's loss: it yields to queries, and what they read stays readable. */
class ColumnCacheTest {
    private static final long LIMIT = 1 << 20;
    private static final int BLOCK_ROWS = 4096;
    private static final Field FIELD = Field.notNullable("n", new ArrowType.Int(64, true));

    private final SharedMemory memory = new SharedMemory(LIMIT);
    private final BufferAllocator query = memory.root().newChildAllocator("query", 0, Long.MAX_VALUE);
    private final ColumnCache cache = new ColumnCache(memory.root(), LIMIT / 2);

    ColumnCacheTest() {
        memory.add(cache::yield);
    }

    @AfterEach
    void close() {
        cache.close();
        query.close();
        memory.close();
    }

    private static ChunkKey key(int ordinal) {
        return new ChunkKey("file.parquet", 100, ordinal, "long");
    }

    private FieldVector block(long first) {
        BigIntVector vector = new BigIntVector(FIELD, query);
        vector.allocateNew(BLOCK_ROWS);
        for (int row = 0; row < BLOCK_ROWS; row++) {
            vector.set(row, first + row);
        }
        vector.setValueCount(BLOCK_ROWS);
        return vector;
    }

    /** Fills a chunk of one block, of 40 KiB. */
    private void put(int ordinal) {
        try (ChunkFilling filling = cache.fill(key(ordinal), BLOCK_ROWS);
                FieldVector block = block(ordinal)) {
            filling.add(block);
        }
    }

    @Test
    void blocksComeBackAsTheyWereAndAreChargedToTheCacheAlone() {
        try (ChunkFilling filling = cache.fill(key(0), 2 * BLOCK_ROWS);
                FieldVector first = block(0);
                FieldVector second = block(BLOCK_ROWS)) {
            filling.add(first);
            assertThat(cache.contains(key(0))).isFalse();
            filling.add(second);
        }
        assertThat(query.getAllocatedMemory()).isZero();
        long held = cache.heldBytes();

        CachedChunk chunk = cache.find(key(0));

        assertThat(chunk.blockOf(BLOCK_ROWS - 1)).isZero();
        assertThat(chunk.blockOf(BLOCK_ROWS)).isEqualTo(1);
        assertThat(chunk.start(1)).isEqualTo(BLOCK_ROWS);
        assertThat(chunk.end(1)).isEqualTo(2 * BLOCK_ROWS);
        try (FieldVector found = chunk.vector(1, FIELD, query)) {
            assertThat(found.getObject(7)).isEqualTo(BLOCK_ROWS + 7L);
            assertThat(cache.heldBytes()).isEqualTo(held);
        }
    }

    @Test
    void queryThatNeedsMemoryGetsItFromTheCache() {
        for (int i = 0; i < 10; i++) {
            put(i);
        }
        assertThat(cache.heldBytes()).isGreaterThan(300_000);
        try (ArrowBuf large = query.buffer(LIMIT - 100_000)) {
            assertThat(large.capacity()).isGreaterThanOrEqualTo(LIMIT - 100_000);
            assertThat(cache.heldBytes()).isLessThanOrEqualTo(100_000);
        }
    }

    @Test
    void whatIsBeingFilledYieldsToo() {
        try (ChunkFilling filling = cache.fill(key(0), 3 * BLOCK_ROWS)) {
            try (FieldVector block = block(0)) {
                filling.add(block);
            }
            query.buffer(LIMIT).close();
            assertThat(cache.heldBytes()).isZero();
            try (FieldVector late = block(1)) {
                filling.add(late);
            }
            assertThat(cache.heldBytes()).isZero();
        }
    }

    @Test
    void moreThanThereIsFailsAsBefore() {
        put(0);
        assertThatThrownBy(() -> query.buffer(2 * LIMIT)).isInstanceOf(OutOfMemoryException.class);
    }

    @Test
    void blockBeingReadSurvivesItsChunk() {
        put(3);
        CachedChunk chunk = cache.find(key(3));
        try (FieldVector held = chunk.vector(0, FIELD, query)) {
            cache.clear();
            assertThat(cache.heldBytes()).isZero();
            assertThat(held.getObject(0)).isEqualTo(3L);
            assertThat(chunk.vector(0, FIELD, query)).isNull();
        }
        assertThat(memory.root().getAllocatedMemory()).isZero();
    }

    @Test
    void budgetHolds() {
        for (int i = 0; i < 100; i++) {
            put(i);
            assertThat(cache.heldBytes()).isLessThanOrEqualTo(LIMIT / 2);
        }
        assertThat(cache.heldBytes()).isGreaterThan(LIMIT / 4);
    }

    @Test
    void chunkUsedOftenOutlastsManyUsedOnce() {
        for (int i = 0; i < 8; i++) {
            put(i);
        }
        for (int use = 0; use < 20; use++) {
            assertThat(cache.find(key(0))).isNotNull();
        }
        for (int i = 8; i < 200; i++) {
            put(i);
        }
        assertThat(cache.find(key(0))).isNotNull();
    }

    @Test
    void readersFillersAndPressureMeetWithoutHarm() throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            int thread = t;
            threads[t] = new Thread(() -> {
                for (int i = 0; i < 2_000 && failure.get() == null; i++) {
                    use((i * 7 + thread) % 16, thread == 0);
                }
            });
            threads[t].setUncaughtExceptionHandler((died, cause) -> failure.set(cause));
            threads[t].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
    }

    private void use(int ordinal, boolean greedy) {
        if (greedy) {
            try {
                query.buffer(LIMIT / 2).close();
            } catch (OutOfMemoryException e) {
                // The others hold more than half just now.
            }
        }
        CachedChunk chunk = cache.find(key(ordinal));
        try (FieldVector found = chunk == null ? null : chunk.vector(0, FIELD, query)) {
            if (found == null) {
                put(ordinal);
            } else {
                assertThat(found.getObject(BLOCK_ROWS - 1)).isEqualTo(ordinal + BLOCK_ROWS - 1L);
            }
        }
    }
}

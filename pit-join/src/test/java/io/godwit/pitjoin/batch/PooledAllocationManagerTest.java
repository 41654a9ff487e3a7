package io.godwit.pitjoin.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

class PooledAllocationManagerTest {
    @Test
    void releasedMemoryIsGivenToTheNextRequestOfItsSize() {
        try (RootAllocator allocator = PooledAllocationManager.newRootAllocator(1 << 24)) {
            long first;
            try (ArrowBuf buffer = allocator.buffer(600_000)) {
                first = buffer.memoryAddress();
            }
            try (ArrowBuf buffer = allocator.buffer(610_000)) {
                assertThat(buffer.memoryAddress()).isEqualTo(first);
            }
        }
    }

    @Test
    void theLimitCountsWhatIsHandedOut() {
        try (RootAllocator allocator = PooledAllocationManager.newRootAllocator(1 << 20)) {
            allocator.buffer(1 << 20).close();
            assertThatThrownBy(() -> allocator.buffer((1 << 20) + 1)).isInstanceOf(OutOfMemoryException.class);
            assertThat(allocator.getAllocatedMemory()).isZero();
        }
    }

    @Test
    void theEmptyBufferHasNoBytes() {
        try (RootAllocator allocator = PooledAllocationManager.newRootAllocator(1 << 20)) {
            assertThat(allocator.getEmpty().capacity()).isZero();
        }
    }

    @Test
    void roundingAddsAtMostAQuarterAndIsStable() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            long size = 4097 + random.nextInt(1 << 27);
            long rounded = MemoryPool.roundUp(size);
            assertThat(rounded).isBetween(size, size + size / 4);
            assertThat(MemoryPool.roundUp(rounded)).isEqualTo(rounded);
        }
    }

    @Test
    void thePoolCountsEverySizeItKeepsAndForgetsItWhenTrimmed() {
        MemoryPool pool = new MemoryPool(Long.MAX_VALUE);
        long expected = 0;
        for (long size = 4096; size <= 1 << 20; size += 1111) {
            long address = pool.take(size);
            pool.giveBack(address, size);
            assertThat(pool.take(size)).isEqualTo(address);
            pool.giveBack(address, size);
            assertThat(pool.retainedBytes()).isGreaterThanOrEqualTo(expected);
            expected = pool.retainedBytes();
        }
        pool.trim();
        assertThat(pool.retainedBytes()).isZero();
    }

    @Test
    void whatWouldPassTheRetainedLimitGoesBackToTheOperatingSystem() {
        MemoryPool pool = new MemoryPool(10_000);
        long first = pool.take(8192);
        long second = pool.take(8192);
        pool.giveBack(first, 8192);
        pool.giveBack(second, 8192);
        assertThat(pool.retainedBytes()).isEqualTo(8192);
        pool.trim();
    }
}

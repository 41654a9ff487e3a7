package io.godwit.planner.scan.parquet.memory;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.jspecify.annotations.Nullable;

/**
 * Native memory that grows, for one buffer of the vector being filled. Kernels write to {@link #address()} after
 * {@link #ensure}; the address changes when it grows.
 */
public final class OutputBuffer implements AutoCloseable {
    private final BufferAllocator allocator;
    private final int slack;
    private @Nullable ArrowBuf buffer;
    private long address;
    private long capacity;

    /** @param slack bytes that kernels may write behind what they asked for */
    public OutputBuffer(BufferAllocator allocator, int slack) {
        this.allocator = allocator;
        this.slack = slack;
    }

    public long address() {
        return address;
    }

    /** Makes room for {@code bytes} bytes in all, of which the first {@code used} are kept. */
    public void ensure(long bytes, long used) {
        if (bytes > capacity) {
            long doubled = Math.min(2 * capacity, Integer.MAX_VALUE - slack);
            grow(Math.max(bytes, used == 0 ? 0 : doubled), used);
        }
    }

    private void grow(long bytes, long used) {
        long largest = Integer.MAX_VALUE - slack;
        if (bytes > largest) {
            throw new GodwitException(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "One column of one batch needs %,d bytes, and a batch holds at most 2 GiB; read fewer rows at a time"
                            .formatted(bytes));
        }
        ArrowBuf larger = allocator.buffer(bytes + slack);
        if (buffer != null) {
            MemoryUtil.copyMemory(address, larger.memoryAddress(), used);
            buffer.close();
        }
        buffer = larger;
        address = larger.memoryAddress();
        capacity = larger.capacity() - slack;
    }

    /** Hands over what was written; the next {@link #ensure} begins a new buffer. */
    public ArrowBuf take(long bytes) {
        ensure(Math.max(bytes, 1), 0);
        ArrowBuf taken = requireNonNull(buffer);
        buffer = null;
        address = 0;
        capacity = 0;
        taken.writerIndex(bytes);
        return taken;
    }

    @Override
    public void close() {
        if (buffer != null) {
            buffer.close();
            buffer = null;
            address = 0;
            capacity = 0;
        }
    }
}

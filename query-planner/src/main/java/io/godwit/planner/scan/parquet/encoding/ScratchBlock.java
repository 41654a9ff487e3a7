package io.godwit.planner.scan.parquet.encoding;

import io.godwit.planner.scan.parquet.memory.MemoryCursor;
import io.godwit.planner.scan.parquet.memory.OutputBuffer;
import org.apache.arrow.memory.BufferAllocator;

/** Room for a block of raw values on their way through a {@link Conversion}; allocated at first use. */
final class ScratchBlock implements AutoCloseable {
    static final int VALUES = 1024;

    private final OutputBuffer buffer;
    private final int width;

    /** @param width bytes of one value */
    ScratchBlock(BufferAllocator allocator, int width) {
        this.buffer = new OutputBuffer(allocator, MemoryCursor.SLACK);
        this.width = width;
    }

    long address() {
        buffer.ensure((long) VALUES * width, 0);
        return buffer.address();
    }

    @Override
    public void close() {
        buffer.close();
    }
}

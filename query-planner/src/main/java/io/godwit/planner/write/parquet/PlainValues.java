package io.godwit.planner.write.parquet;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Values one behind the other in Parquet's PLAIN encoding, except that each boolean takes a byte. Grows as needed; eight
 * bytes behind the last value may always be read, whatever stands in them.
 */
final class PlainValues implements AutoCloseable {
    private static final int SPARE_BYTES = Long.BYTES;
    private static final int FIRST_BYTES = 1 << 10;

    private final BufferAllocator allocator;
    private ArrowBuf buffer;
    private int byteCount;
    private int count;

    PlainValues(BufferAllocator allocator) {
        this.allocator = allocator;
        this.buffer = allocator.getEmpty();
    }

    /** Makes room; returns the address behind the last value. What is written there counts after {@link #advance}. */
    long reserve(long bytes) {
        long needed = byteCount + bytes + SPARE_BYTES;
        if (needed > buffer.capacity()) {
            ArrowBuf grown = allocator.buffer(Math.max(Math.max(needed, 2L * byteCount), FIRST_BYTES));
            grown.setBytes(0, buffer, 0, byteCount);
            buffer.close();
            buffer = grown;
        }
        return buffer.memoryAddress() + byteCount;
    }

    void advance(long bytes, int values) {
        byteCount = Math.toIntExact(byteCount + bytes);
        count += values;
    }

    /** Forgets what stands behind the first values. */
    void truncate(int bytes, int values) {
        byteCount = bytes;
        count = values;
    }

    long address() {
        return buffer.memoryAddress();
    }

    int byteCount() {
        return byteCount;
    }

    int count() {
        return count;
    }

    @Override
    public void close() {
        buffer.close();
        buffer = allocator.getEmpty();
        truncate(0, 0);
    }
}

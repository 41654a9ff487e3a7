package io.godwit.planner.scan.parquet;

import io.godwit.planner.scan.ScanMetrics;
import io.godwit.planner.scan.ScanMetrics.Counter;
import java.nio.ByteBuffer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one column chunk from front to back, through a window of native memory: small chunks are read at once, large
 * ones in parts.
 */
final class ChunkBytes implements AutoCloseable {
    private static final int WINDOW = 1 << 22;
    private static final ByteBuffer NOTHING =
            ByteBuffer.allocateDirect(MemoryCursor.SLACK).limit(0);

    private final FileBytes file;
    private final BufferAllocator allocator;
    private final ScanMetrics metrics;
    private final long end;
    private long position;
    private @Nullable ArrowBuf window;
    private long windowStart;
    private long windowEnd;

    ChunkBytes(FileBytes file, BufferAllocator allocator, ScanMetrics metrics, long start, long length) {
        this.file = file;
        this.allocator = allocator;
        this.metrics = metrics;
        this.position = start;
        this.end = start + length;
    }

    long remaining() {
        return end - position;
    }

    long position() {
        return position;
    }

    /** Moves on without reading. */
    void skip(long bytes) {
        if (bytes > remaining()) {
            throw new MalformedPage("a page of %d bytes where %d are left".formatted(bytes, remaining()));
        }
        position += bytes;
    }

    /** The next bytes, at most {@code limit} and fewer only at the end; valid until the next call. */
    ByteBuffer peek(int limit) {
        int bytes = (int) Math.min(limit, remaining());
        if (bytes == 0) {
            return NOTHING.duplicate();
        }
        return load(bytes).nioBuffer(position - windowStart, bytes);
    }

    /** Moves behind the next {@code bytes} bytes and returns them; valid until the next call. */
    ByteBuffer take(int bytes) {
        if (bytes > remaining()) {
            throw new MalformedPage("a page of %d bytes where %d are left".formatted(bytes, remaining()));
        }
        if (bytes == 0) {
            return NOTHING.duplicate();
        }
        ByteBuffer taken = load(bytes).nioBuffer(position - windowStart, bytes);
        position += bytes;
        return taken;
    }

    private ArrowBuf load(int bytes) {
        if (window != null && position >= windowStart && position + bytes <= windowEnd) {
            return window;
        }
        int size = (int) Math.min(Math.max(bytes, WINDOW), Math.max(bytes, remaining()));
        ArrowBuf next = allocator.buffer((long) size + MemoryCursor.SLACK);
        try {
            int kept = 0;
            if (window != null && position >= windowStart && position < windowEnd) {
                kept = (int) (windowEnd - position);
                MemoryUtil.copyMemory(window.memoryAddress() + position - windowStart, next.memoryAddress(), kept);
            }
            file.read(position + kept, next.nioBuffer(kept, size - kept));
            metrics.add(Counter.BYTES_READ, size - kept);
        } catch (RuntimeException e) {
            next.close();
            throw e;
        }
        close();
        window = next;
        windowStart = position;
        windowEnd = position + size;
        return next;
    }

    @Override
    public void close() {
        if (window != null) {
            window.close();
            window = null;
        }
    }
}

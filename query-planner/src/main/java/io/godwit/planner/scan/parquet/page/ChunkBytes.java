package io.godwit.planner.scan.parquet.page;

import io.godwit.planner.scan.file.ScanMetrics;
import io.godwit.planner.scan.file.ScanMetrics.Counter;
import io.godwit.planner.scan.parquet.file.FileBytes;
import io.godwit.planner.scan.parquet.memory.MalformedPage;
import io.godwit.planner.scan.parquet.memory.MemoryCursor;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one column chunk, or of the stretches of it that are wanted, from front to back through a window of native
 * memory: small stretches are read at once, large ones in parts. At the beginning and behind a {@link #seek} the parts are small: the
 * first rows come soon, and the next stretch may be near.
 */
final class ChunkBytes implements AutoCloseable {
    private static final int WINDOW = 1 << 22;
    private static final int FIRST_WINDOW = 1 << 18;
    /** Of what the query has left a window takes at most this part, unless a page does not fit into it. */
    private static final int SHARE = 64;

    private static final ByteBuffer NOTHING =
            ByteBuffer.allocateDirect(MemoryCursor.SLACK).limit(0);

    private final FileBytes file;
    private final BufferAllocator allocator;
    private final ScanMetrics metrics;
    private final List<FileBytes.Range> stretches;
    private int stretch;
    private int step = FIRST_WINDOW;
    private long position;
    private @Nullable ArrowBuf window;
    private long windowStart;
    private long windowEnd;

    /** @param stretches of the file, ascending, at least one */
    ChunkBytes(FileBytes file, BufferAllocator allocator, ScanMetrics metrics, List<FileBytes.Range> stretches) {
        this.file = file;
        this.allocator = allocator;
        this.metrics = metrics;
        this.stretches = stretches;
        this.position = stretches.get(0).start();
    }

    /** Bytes from the position to the end of the stretch. */
    long remaining() {
        return stretches.get(stretch).end() - position;
    }

    long position() {
        return position;
    }

    /** Goes on at another position; {@code bytes} from there on are sure to be read. */
    void seek(long target, int bytes) {
        while (target >= stretches.get(stretch).end() && stretch < stretches.size() - 1) {
            stretch++;
        }
        FileBytes.Range within = stretches.get(stretch);
        if (target < within.start() || bytes > within.end() - target) {
            throw new MalformedPage("a page of %d bytes at %d, outside of what is read".formatted(bytes, target));
        }
        position = target;
        step = bytes;
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

    /** As {@link #take}, valid until the caller closes it. */
    ArrowBuf keep(int bytes) {
        if (bytes > remaining()) {
            throw new MalformedPage("a page of %d bytes where %d are left".formatted(bytes, remaining()));
        }
        if (bytes == 0) {
            return allocator.getEmpty();
        }
        ArrowBuf kept = load(bytes).slice(position - windowStart, bytes);
        kept.getReferenceManager().retain();
        position += bytes;
        // However large the dictionary was, the first rows need little of the pages behind it.
        step = FIRST_WINDOW;
        return kept;
    }

    private ArrowBuf load(int bytes) {
        if (window != null && position >= windowStart && position + bytes <= windowEnd) {
            return window;
        }
        long affordable = Math.min(step, allocator.getHeadroom() / SHARE);
        int size = (int) Math.min(Math.max(bytes, affordable), Math.max(bytes, remaining()));
        step = Math.min(WINDOW, 2 * size);
        if (position >= windowEnd) {
            close();
        }
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

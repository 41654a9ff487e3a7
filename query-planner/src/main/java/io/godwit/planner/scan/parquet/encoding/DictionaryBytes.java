package io.godwit.planner.scan.parquet.encoding;

import io.godwit.planner.scan.parquet.file.PageHeader;
import io.godwit.planner.scan.parquet.memory.MalformedPage;
import io.godwit.planner.scan.parquet.memory.MemoryCursor;
import io.godwit.planner.scan.parquet.memory.OutputBuffer;
import java.nio.ByteBuffer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * A dictionary page. Of a large one the front can be had alone: writers number values as they meet them, so that the first
 * rows of a chunk need no others, and come sooner.
 */
public final class DictionaryBytes implements AutoCloseable {
    /** So many bytes are had alone. */
    static final int FRONT = 1 << 17;

    private final ArrowBuf compressed;
    private final int length;
    private final int valueCount;
    private final Decompressor decompressor;
    private final boolean stored;
    private final OutputBuffer page;
    private boolean closed;

    /**
     * A page that was read and not decompressed.
     *
     * @param compressed as it stands in the file, with slack behind it; handed over
     * @param stored whether it is not compressed
     */
    public DictionaryBytes(
            ArrowBuf compressed,
            PageHeader header,
            Decompressor decompressor,
            boolean stored,
            BufferAllocator allocator) {
        this.compressed = compressed;
        this.length = header.uncompressedSize();
        this.valueCount = header.valueCount();
        this.decompressor = decompressor;
        this.stored = stored;
        this.page = new OutputBuffer(allocator, MemoryCursor.SLACK);
    }

    int valueCount() {
        return valueCount;
    }

    /** Of all of it. */
    int length() {
        return length;
    }

    /** The first bytes, or all of them where these are few or cannot be had apart; valid until the next call. */
    MemoryCursor front() {
        if (stored || length <= 2 * FRONT) {
            return whole();
        }
        page.ensure(FRONT, 0);
        boolean there = decompressor.decompressFront(source(), MemoryUtil.directBuffer(page.address(), FRONT));
        return there ? cursor(page.address(), FRONT) : whole();
    }

    /** All bytes, valid until the next call. */
    MemoryCursor whole() {
        ByteBuffer source = source();
        if (stored) {
            if (source.remaining() != length) {
                throw new MalformedPage("%d bytes of an uncompressed page of %d".formatted(source.remaining(), length));
            }
            return cursor(compressed.memoryAddress(), length);
        }
        page.ensure(Math.max(1, length), 0);
        if (length > 0) {
            decompressor.decompress(source, MemoryUtil.directBuffer(page.address(), length));
        }
        return cursor(page.address(), length);
    }

    private ByteBuffer source() {
        return compressed.nioBuffer(0, (int) compressed.capacity());
    }

    private static MemoryCursor cursor(long address, int bytes) {
        MemoryCursor cursor = new MemoryCursor();
        cursor.reset(address, bytes);
        return cursor;
    }

    /** Frees the bytes; may be called again. */
    @Override
    public void close() {
        page.close();
        if (!closed) {
            closed = true;
            compressed.close();
        }
    }
}

package io.godwit.planner.scan.parquet.page;

import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.planner.scan.file.ScanMetrics;
import io.godwit.planner.scan.file.ScanMetrics.Counter;
import io.godwit.planner.scan.parquet.encoding.Decompressor;
import io.godwit.planner.scan.parquet.encoding.DictionaryBytes;
import io.godwit.planner.scan.parquet.file.PageHeader;
import io.godwit.planner.scan.parquet.memory.MalformedPage;
import io.godwit.planner.scan.parquet.memory.MemoryCursor;
import io.godwit.planner.scan.parquet.memory.OutputBuffer;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;

/**
 * The pages of one column chunk, one after the other. {@link #peek} reads a header; then the page is loaded, which
 * decompresses it, or skipped, which does not. A loaded page is valid until the next call.
 */
final class ChunkPages implements AutoCloseable {
    private static final int FIRST_HEADER_GUESS = 1 << 10;

    private final ChunkBytes bytes;
    private final Decompressor decompressor;
    private final boolean stored;
    private final BufferAllocator allocator;
    private final ScanMetrics metrics;
    private final Cancellation cancellation;
    private final OutputBuffer page;
    private final MemoryCursor repetitionLevels = new MemoryCursor();
    private final MemoryCursor definitionLevels = new MemoryCursor();
    private final MemoryCursor values = new MemoryCursor();
    private @Nullable PageHeader header;

    /**
     * @param stored whether pages are not compressed, so that they need not be copied
     * @param cancellation looked at before each page
     */
    ChunkPages(
            ChunkBytes bytes,
            Decompressor decompressor,
            boolean stored,
            BufferAllocator allocator,
            ScanMetrics metrics,
            Cancellation cancellation) {
        this.bytes = bytes;
        this.decompressor = decompressor;
        this.stored = stored;
        this.allocator = allocator;
        this.metrics = metrics;
        this.cancellation = cancellation;
        this.page = new OutputBuffer(allocator, MemoryCursor.SLACK);
    }

    /** The header of the next page, or null when there are no more. */
    @Nullable
    PageHeader peek() {
        while (header == null && bytes.remaining() > 0) {
            cancellation.check();
            header = readHeader();
        }
        return header;
    }

    /** The first byte of the file that no page read so far, nor its header, took. */
    long position() {
        return bytes.position();
    }

    /** Goes on with the page whose header begins at a position of the file. */
    void seek(long position, int size) {
        header = null;
        bytes.seek(position, size);
    }

    /** Passes over the page whose header was just read. */
    void skip(PageHeader skipped) {
        header = null;
        bytes.skip(skipped.compressedSize());
        metrics.add(Counter.PAGES_SKIPPED, 1);
    }

    /** Loads the page whose header was just read. */
    void load(PageHeader loaded) {
        header = null;
        metrics.add(Counter.PAGES_READ, 1);
        ByteBuffer compressed = bytes.take(loaded.compressedSize());
        verifyChecksum(loaded, compressed);
        if (loaded.type() == PageType.DATA_PAGE_V2) {
            splitVersionTwo(loaded, compressed);
        } else {
            long address = decompress(compressed, loaded.uncompressedSize(), stored);
            values.reset(address, loaded.uncompressedSize());
        }
    }

    /** The dictionary page whose header was just read, not decompressed yet; the caller closes it before this. */
    DictionaryBytes takeDictionary(PageHeader dictionary) {
        header = null;
        metrics.add(Counter.PAGES_READ, 1);
        ArrowBuf compressed = bytes.keep(dictionary.compressedSize());
        DictionaryBytes taken = new DictionaryBytes(compressed, dictionary, decompressor, stored, allocator);
        try {
            verifyChecksum(dictionary, compressed.nioBuffer(0, dictionary.compressedSize()));
            return taken;
        } catch (MalformedPage e) {
            taken.close();
            throw e;
        }
    }

    /** Cuts the levels off the front of a v1 data page: each is behind its length. */
    void splitVersionOne(boolean repeated, boolean optional) {
        cutLevels(repeated, repetitionLevels);
        cutLevels(optional, definitionLevels);
    }

    MemoryCursor repetitionLevels() {
        return repetitionLevels;
    }

    MemoryCursor definitionLevels() {
        return definitionLevels;
    }

    /** The values of the page; before {@link #splitVersionOne}, all of it. */
    MemoryCursor values() {
        return values;
    }

    @Override
    public void close() {
        page.close();
        decompressor.close();
        bytes.close();
    }

    private void cutLevels(boolean present, MemoryCursor levels) {
        int length = present ? values.readLength() : 0;
        levels.reset(values.take(length), length);
    }

    private void splitVersionTwo(PageHeader loaded, ByteBuffer compressed) {
        long address = MemoryUtil.getByteBufferAddress(compressed);
        repetitionLevels.reset(address, loaded.repetitionBytes());
        definitionLevels.reset(address + loaded.repetitionBytes(), loaded.definitionBytes());
        int levels = loaded.repetitionBytes() + loaded.definitionBytes();
        compressed.position(levels);
        int size = loaded.uncompressedSize() - levels;
        values.reset(decompress(compressed.slice(), size, stored || !loaded.compressed()), size);
    }

    private long decompress(ByteBuffer source, int size, boolean asIs) {
        if (asIs) {
            if (source.remaining() != size) {
                throw new MalformedPage("%d bytes of an uncompressed page of %d".formatted(source.remaining(), size));
            }
            return MemoryUtil.getByteBufferAddress(source);
        }
        page.ensure(Math.max(1, size), 0);
        if (size > 0) {
            decompressor.decompress(source, MemoryUtil.directBuffer(page.address(), size));
        }
        return page.address();
    }

    private @Nullable PageHeader readHeader() {
        for (int guess = FIRST_HEADER_GUESS; ; guess *= 4) {
            ByteBuffer peeked = bytes.peek(guess);
            boolean all = peeked.remaining() == bytes.remaining();
            try {
                PageHeader read = PageHeader.read(peeked);
                bytes.skip(peeked.position());
                return read;
            } catch (MalformedPage e) {
                if (all || guess > 1 << 26) {
                    throw e;
                }
            }
        }
    }

    private static void verifyChecksum(PageHeader header, ByteBuffer compressed) {
        Integer expected = header.checksum();
        if (expected == null) {
            return;
        }
        CRC32 crc = new CRC32();
        crc.update(compressed.duplicate());
        if ((int) crc.getValue() != expected) {
            throw new MalformedPage(
                    "the page's checksum is %08x, its header says %08x".formatted((int) crc.getValue(), expected));
        }
    }
}

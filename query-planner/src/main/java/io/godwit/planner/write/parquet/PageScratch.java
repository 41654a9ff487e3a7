package io.godwit.planner.write.parquet;

import java.nio.ByteBuffer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;

/** What a thread needs to finish a page and only until it is finished: room for the page's body, and a compressor. */
public final class PageScratch implements AutoCloseable {
    private final BufferAllocator allocator;
    private final Compressor compressor;
    private ArrowBuf body;
    private ArrowBuf compressed;
    private int bodyBytes;
    private int[] indexes = {};

    public PageScratch(WriteOptions options, BufferAllocator allocator) {
        this.allocator = allocator;
        this.compressor = Compressor.of(options);
        this.body = allocator.getEmpty();
        this.compressed = allocator.getEmpty();
    }

    /** Room for the dictionary indexes of so many values. */
    int[] indexes(int count) {
        if (indexes.length < count) {
            indexes = new int[count];
        }
        return indexes;
    }

    /** Begins a body of so many bytes. */
    void begin(long bytes) {
        body = withRoom(body, bytes);
        bodyBytes = 0;
    }

    /** Adds levels behind their length. */
    void addLevels(Levels levels) {
        if (levels.exist()) {
            byte[] bytes = levels.finish();
            body.setInt(bodyBytes, bytes.length);
            bodyBytes += Integer.BYTES;
            add(bytes);
        }
    }

    void add(byte[] bytes) {
        body.setBytes(bodyBytes, bytes);
        bodyBytes += bytes.length;
    }

    /** Adds the first of the {@link #indexes}: their bit width, then runs and packed groups. */
    void addIndexes(int count, int width) {
        long start = body.memoryAddress() + bodyBytes;
        MemoryUtil.putByte(start, (byte) width);
        bodyBytes += Math.toIntExact(IndexRuns.encode(indexes, count, width, start + 1) - start);
    }

    /** Forgets what stands behind the first bytes of the body. */
    void truncate(int bytes) {
        bodyBytes = bytes;
    }

    void add(PlainValues values) {
        MemoryUtil.copyMemory(values.address(), body.memoryAddress() + bodyBytes, values.byteCount());
        bodyBytes += values.byteCount();
    }

    /** Adds booleans, a byte each, as bits. */
    void addBits(PlainValues values) {
        int bytes = (values.count() + 7) / 8;
        body.setZero(bodyBytes, bytes);
        for (int i = 0; i < values.count(); i++) {
            long target = body.memoryAddress() + bodyBytes + (i >> 3);
            int bit = MemoryUtil.getByte(values.address() + i) << (i & 7);
            MemoryUtil.putByte(target, (byte) (MemoryUtil.getByte(target) | bit));
        }
        bodyBytes += bytes;
    }

    int bodyBytes() {
        return bodyBytes;
    }

    /** The body, compressed; the caller's to close. */
    ArrowBuf compress() {
        return compress(body.nioBuffer(0, bodyBytes));
    }

    /** A page that was stored, compressed: in place of it, which is closed. */
    EncodedPage compressed(EncodedPage stored) {
        ArrowBuf bytes = compress(stored.bytes().nioBuffer(0, stored.plainBytes()));
        stored.close();
        return new EncodedPage(
                bytes,
                stored.plainBytes(),
                stored.valueCount(),
                stored.rowCount(),
                stored.statistics(),
                stored.encoding());
    }

    private ArrowBuf compress(ByteBuffer plain) {
        compressed = withRoom(compressed, compressor.bound(plain.remaining()));
        ByteBuffer target = compressed.nioBuffer(0, Math.toIntExact(compressed.capacity()));
        return copy(compressed, compressor.compress(plain, target));
    }

    /** The body as it is; the caller's to close. */
    ArrowBuf store() {
        return copy(body, bodyBytes);
    }

    private ArrowBuf copy(ArrowBuf source, int size) {
        ArrowBuf kept = allocator.buffer(size);
        kept.setBytes(0, source, 0, size);
        kept.writerIndex(size);
        return kept;
    }

    private ArrowBuf withRoom(ArrowBuf buffer, long bytes) {
        if (buffer.capacity() >= bytes) {
            return buffer;
        }
        ArrowBuf larger = allocator.buffer(bytes);
        buffer.close();
        return larger;
    }

    @Override
    public void close() {
        body.close();
        compressed.close();
        compressor.close();
    }
}

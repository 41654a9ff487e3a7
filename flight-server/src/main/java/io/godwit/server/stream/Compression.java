package io.godwit.server.stream;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.airlift.compress.lz4.Lz4Compressor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.ipc.message.ArrowBodyCompression;

/** How the buffers of record batches are compressed, each by itself, as Arrow's IPC format says. */
public enum Compression {
    NONE(NoCompressionCodec.DEFAULT_BODY_COMPRESSION) {
        @Override
        int bound(int length) {
            throw new UnsupportedOperationException("Plain buffers are sent as they are");
        }

        @Override
        int compress(ByteBuffer source, ByteBuffer target) {
            throw new UnsupportedOperationException("Plain buffers are sent as they are");
        }
    },
    /** A frame of blocks that stand alone and have no checksums: gRPC and the closing batch's CRC are enough. */
    LZ4(new ArrowBodyCompression(CompressionType.LZ4_FRAME, BodyCompressionMethod.BUFFER)) {
        /** Asked for lengths only: it compresses for one thread at a time. */
        private final Lz4Compressor lengths = new Lz4Compressor();

        @Override
        int bound(int length) {
            return LZ4_FRAME_BYTES + lengths.maxCompressedLength(length) + 4 * (length / LZ4_BLOCK + 1);
        }

        @Override
        int compress(ByteBuffer source, ByteBuffer target) {
            Lz4Compressor blocks = new Lz4Compressor();
            int start = target.position();
            target.putInt(LZ4_MAGIC).put(LZ4_DESCRIPTOR);
            while (source.hasRemaining()) {
                ByteBuffer block = source.slice();
                block.limit(Math.min(LZ4_BLOCK, block.remaining()));
                source.position(source.position() + block.remaining());
                int lengthAt = target.position();
                target.position(lengthAt + 4);
                blocks.compress(block, target);
                target.putInt(lengthAt, target.position() - lengthAt - 4);
            }
            target.putInt(0);
            return target.position() - start;
        }
    },
    ZSTD(new ArrowBodyCompression(CompressionType.ZSTD, BodyCompressionMethod.BUFFER)) {
        @Override
        int bound(int length) {
            return Math.toIntExact(Zstd.compressBound(length));
        }

        @Override
        int compress(ByteBuffer source, ByteBuffer target) {
            try (ZstdCompressCtx context = new ZstdCompressCtx()) {
                context.setLevel(1);
                return context.compressDirectByteBuffer(
                        target, target.position(), target.remaining(), source, source.position(), source.remaining());
            }
        }
    };

    private static final int LZ4_MAGIC = 0x184D2204;
    /** Version 1, blocks that stand alone, of at most 4 MiB; the last byte is the checksum of the two before. */
    private static final byte[] LZ4_DESCRIPTOR = {0x60, 0x70, 0x73};

    private static final int LZ4_BLOCK = 4 << 20;
    private static final int LZ4_FRAME_BYTES = 16;
    private static final int LENGTH_BYTES = 8;
    private static final long STORED = -1;

    private final ArrowBodyCompression body;

    Compression(ArrowBodyCompression body) {
        this.body = body;
    }

    /** What the header of a batch says. */
    ArrowBodyCompression body() {
        return body;
    }

    /** Most bytes that {@code length} bytes become. */
    abstract int bound(int length);

    /** Compresses everything left in {@code source}, both direct; returns how many bytes it became. */
    abstract int compress(ByteBuffer source, ByteBuffer target);

    /** {@code plain} with its length before it, compressed unless that makes it larger. The caller closes both. */
    ArrowBuf compressed(ArrowBuf plain, BufferAllocator allocator) {
        int length = Math.toIntExact(plain.readableBytes());
        if (length == 0) {
            return allocator.getEmpty();
        }
        int room = LENGTH_BYTES + Math.max(length, bound(length));
        ArrowBuf target = allocator.buffer(room);
        ByteBuffer bytes = target.nioBuffer(0, room).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(LENGTH_BYTES);
        int size = compress(plain.nioBuffer(), bytes);
        boolean smaller = size < length;
        target.setLong(0, smaller ? length : STORED);
        if (!smaller) {
            target.setBytes(LENGTH_BYTES, plain, plain.readerIndex(), length);
        }
        return target.writerIndex(LENGTH_BYTES + (smaller ? size : length));
    }
}

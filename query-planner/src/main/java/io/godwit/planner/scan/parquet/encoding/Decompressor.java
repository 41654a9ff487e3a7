package io.godwit.planner.scan.parquet.encoding;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.godwit.planner.scan.parquet.memory.MalformedPage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.brotli.dec.BrotliInputStream;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/**
 * Decompresses pages from one direct buffer to another. Never writes more than the size the page header announced; a page
 * that gives more or less is malformed. One per column reader: codecs keep state.
 */
public abstract class Decompressor implements AutoCloseable {
    /** Decompresses all of {@code source} so that it fills all of {@code target}. */
    public final void decompress(ByteBuffer source, ByteBuffer target) {
        int expected = target.remaining();
        int produced;
        try {
            produced = run(source, target);
        } catch (IOException | DataFormatException | RuntimeException e) {
            throw new MalformedPage("the page does not decompress: " + e.getMessage());
        }
        if (produced != expected) {
            throw new MalformedPage(
                    "the page decompresses to %d bytes, its header says %d".formatted(produced, expected));
        }
    }

    /**
     * Fills {@code target} with the first of more bytes, if the codec can give them apart and they are sound.
     *
     * @return whether it did
     */
    boolean decompressFront(ByteBuffer source, ByteBuffer target) {
        return false;
    }

    abstract int run(ByteBuffer source, ByteBuffer target) throws IOException, DataFormatException;

    @Override
    public void close() {}

    /** The decompressor of a codec, or null for one that is not read. */
    public static @Nullable Decompressor of(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED -> new Stored();
            case ZSTD -> new ZStandard();
            case SNAPPY -> new SnappyBlock();
            case GZIP -> new GZip();
            case LZ4_RAW -> new Lz4Block();
            case LZ4 -> new Lz4Frames();
            case BROTLI -> new Brotli();
            default -> null;
        };
    }

    private static final class Stored extends Decompressor {
        @Override
        int run(ByteBuffer source, ByteBuffer target) {
            if (source.remaining() != target.remaining()) {
                return source.remaining();
            }
            int size = source.remaining();
            target.put(source);
            return size;
        }
    }

    private static final class ZStandard extends Decompressor {
        private final ZstdDecompressCtx context = new ZstdDecompressCtx();

        @Override
        int run(ByteBuffer source, ByteBuffer target) {
            return context.decompressDirectByteBuffer(
                    target, target.position(), target.remaining(), source, source.position(), source.remaining());
        }

        @Override
        boolean decompressFront(ByteBuffer source, ByteBuffer target) {
            context.reset();
            try {
                boolean ended = false;
                while (!ended && source.hasRemaining() && target.hasRemaining()) {
                    ended = context.decompressDirectByteBufferStream(target, source);
                }
                return !target.hasRemaining();
            } catch (ZstdException e) {
                return false;
            }
        }

        @Override
        public void close() {
            context.close();
        }
    }

    private static final class SnappyBlock extends Decompressor {
        @Override
        int run(ByteBuffer source, ByteBuffer target) throws IOException {
            // Snappy trusts the length that the block begins with, so it is compared before any byte is written.
            int length = Snappy.uncompressedLength(source);
            return length == target.remaining() ? Snappy.uncompress(source, target) : length;
        }
    }

    private static final class Lz4Block extends Decompressor {
        private final Lz4Decompressor lz4 = new Lz4Decompressor();

        @Override
        int run(ByteBuffer source, ByteBuffer target) {
            int start = target.position();
            lz4.decompress(source, target);
            return target.position() - start;
        }
    }

    /**
     * The deprecated LZ4 codec: Hadoop writes blocks, each behind its two lengths in big-endian order; other writers wrote one
     * block and nothing around it. What does not add up as the former is read as the latter.
     */
    private static final class Lz4Frames extends Decompressor {
        private static final int LENGTHS = 8;

        private final Lz4Decompressor lz4 = new Lz4Decompressor();

        @Override
        int run(ByteBuffer source, ByteBuffer target) {
            int start = target.position();
            if (!isFramed(source.duplicate(), target.remaining())) {
                lz4.decompress(source, target);
                return target.position() - start;
            }
            while (source.hasRemaining()) {
                int produced = source.getInt();
                int length = source.getInt();
                ByteBuffer block = target.slice(target.position(), produced);
                lz4.decompress(source.slice(source.position(), length), block);
                if (block.hasRemaining()) {
                    break;
                }
                source.position(source.position() + length);
                target.position(target.position() + produced);
            }
            return target.position() - start;
        }

        private static boolean isFramed(ByteBuffer source, int size) {
            long left = size;
            while (source.remaining() >= LENGTHS) {
                int produced = source.getInt();
                int length = source.getInt();
                if (produced < 0 || produced > left || length < 0 || length > source.remaining()) {
                    return false;
                }
                left -= produced;
                source.position(source.position() + length);
            }
            return !source.hasRemaining() && left == 0;
        }
    }

    private static final class GZip extends Decompressor {
        private static final int HEADER_BYTES = 10;
        private static final int EXTRA = 4;
        private static final int NAME = 8;
        private static final int COMMENT = 16;
        private static final int HEADER_CRC = 2;

        private final Inflater inflater = new Inflater(true);

        /** A page may be several members, one behind the other. */
        @Override
        int run(ByteBuffer source, ByteBuffer target) throws DataFormatException {
            int start = target.position();
            while (source.remaining() > HEADER_BYTES) {
                skipHeader(source);
                inflater.reset();
                inflater.setInput(source);
                while (!inflater.finished()) {
                    int produced = inflater.inflate(target);
                    if (produced == 0 && !inflater.finished()) {
                        throw new DataFormatException(
                                inflater.needsInput() ? "gzip data is cut off" : "gzip data exceeds the page's size");
                    }
                }
                source.position(Math.min(source.limit(), source.position() + 8));
            }
            return target.position() - start;
        }

        private static void skipHeader(ByteBuffer source) throws DataFormatException {
            if ((source.getShort() & 0xffff) != 0x1f8b || source.get() != 8) {
                throw new DataFormatException("no gzip header");
            }
            int flags = source.get();
            source.position(source.position() + 6);
            if ((flags & EXTRA) != 0) {
                need(source, 2);
                int length = Short.reverseBytes(source.getShort()) & 0xffff;
                need(source, length);
                source.position(source.position() + length);
            }
            for (int text = flags & (NAME | COMMENT); text != 0; text &= text - 1) {
                do {
                    need(source, 1);
                } while (source.get() != 0);
            }
            if ((flags & HEADER_CRC) != 0) {
                need(source, 2);
                source.getShort();
            }
        }

        private static void need(ByteBuffer source, int bytes) throws DataFormatException {
            if (source.remaining() < bytes) {
                throw new DataFormatException("gzip header is cut off");
            }
        }

        @Override
        public void close() {
            inflater.end();
        }
    }

    private static final class Brotli extends Decompressor {
        @Override
        int run(ByteBuffer source, ByteBuffer target) throws IOException {
            byte[] compressed = new byte[source.remaining()];
            source.get(compressed);
            byte[] block = new byte[1 << 13];
            int total = 0;
            try (InputStream in = new BrotliInputStream(new ByteArrayInputStream(compressed))) {
                for (int read = in.read(block); read > 0; read = in.read(block)) {
                    total += read;
                    if (read > target.remaining()) {
                        return total;
                    }
                    target.put(block, 0, read);
                }
            }
            return total;
        }
    }
}

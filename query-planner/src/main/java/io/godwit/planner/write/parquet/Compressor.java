package io.godwit.planner.write.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.xerial.snappy.Snappy;

/** Compresses pages from one direct buffer to another. One per thread: codecs keep state. */
abstract class Compressor implements AutoCloseable {
    /** The most bytes that so many can become. */
    abstract long bound(int bytes);

    /** Compresses all of {@code source} into {@code target} from its position on; returns the bytes. */
    abstract int compress(ByteBuffer source, ByteBuffer target);

    @Override
    public void close() {}

    /** Whether there is one of this name. */
    static boolean exists(String codec) {
        return Set.of("UNCOMPRESSED", "ZSTD", "SNAPPY", "GZIP").contains(codec);
    }

    static Compressor of(WriteOptions options) {
        return switch (options.codec()) {
            case UNCOMPRESSED -> new Stored();
            case ZSTD -> new ZStandard(options.zstdLevel());
            case SNAPPY -> new SnappyBlock();
            case GZIP -> new GZip();
            default -> throw new IllegalArgumentException("No compressor for " + options.codec());
        };
    }

    private static final class Stored extends Compressor {
        @Override
        long bound(int bytes) {
            return bytes;
        }

        @Override
        int compress(ByteBuffer source, ByteBuffer target) {
            int size = source.remaining();
            target.put(source);
            return size;
        }
    }

    private static final class ZStandard extends Compressor {
        private final ZstdCompressCtx context = new ZstdCompressCtx();

        ZStandard(int level) {
            context.setLevel(level);
        }

        @Override
        long bound(int bytes) {
            return Zstd.compressBound(bytes);
        }

        @Override
        int compress(ByteBuffer source, ByteBuffer target) {
            return context.compressDirectByteBuffer(
                    target, target.position(), target.remaining(), source, source.position(), source.remaining());
        }

        @Override
        public void close() {
            context.close();
        }
    }

    private static final class SnappyBlock extends Compressor {
        @Override
        long bound(int bytes) {
            return Snappy.maxCompressedLength(bytes);
        }

        @Override
        int compress(ByteBuffer source, ByteBuffer target) {
            try {
                return Snappy.compress(source, target);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class GZip extends Compressor {
        private static final int FRAME_BYTES = 64;

        @Override
        long bound(int bytes) {
            // Deflate stores what does not shrink, five bytes more for each 16 KiB or less.
            return bytes + bytes / 1_000L + FRAME_BYTES;
        }

        @Override
        int compress(ByteBuffer source, ByteBuffer target) {
            byte[] plain = new byte[source.remaining()];
            source.get(plain);
            ByteArrayOutputStream packed = new ByteArrayOutputStream(plain.length / 2 + FRAME_BYTES);
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                out.write(plain);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            target.put(packed.toByteArray());
            return packed.size();
        }
    }
}

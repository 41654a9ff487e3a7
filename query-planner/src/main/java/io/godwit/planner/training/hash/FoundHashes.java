package io.godwit.planner.training.hash;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.digest.ContentDigest;
import io.godwit.planner.digest.Digest;
import io.godwit.planner.digest.RowSalt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/** The salted row hashes of a rebuild, in a spill file until they are compared. */
public final class FoundHashes implements ContentDigest.RowHashes, AutoCloseable {
    private static final int CHUNK_ROWS = 4096;

    private final RowSalt salt;
    private final Path path;
    private final FileChannel file;
    private final long[] hashes = new long[ContentDigest.CHUNK_ROWS];
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK_ROWS * Long.BYTES);

    public FoundHashes(Path path, Digest salt) {
        this.salt = new RowSalt(salt);
        this.path = path;
        try {
            file = FileChannel.open(
                    path,
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void accept(long[] low, long[] high, int count) {
        salt.apply(low, high, count, hashes);
        buffer.clear();
        buffer.asLongBuffer().put(hashes, 0, count);
        buffer.limit(count * Long.BYTES);
        try {
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** All hashes, from the first. */
    public void forEach(LongConsumer consumer) {
        try {
            file.position(0);
            buffer.clear();
            while (file.read(buffer) >= 0 || buffer.position() > 0) {
                buffer.flip();
                while (buffer.remaining() >= Long.BYTES) {
                    consumer.accept(buffer.getLong());
                }
                buffer.compact();
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private GodwitException failed(IOException cause) {
        return new GodwitException(
                ErrorCode.UNAVAILABLE, "Cannot use the spill file " + path + ": " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}

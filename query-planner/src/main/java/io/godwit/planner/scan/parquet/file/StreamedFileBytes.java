package io.godwit.planner.scan.parquet.file;

import io.godwit.planner.catalog.StorageAttempts;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file behind Iceberg's streams, which fill arrays: bytes pass through one that stays in the caches. Used by
 * one thread at a time.
 */
final class StreamedFileBytes extends FileBytes {
    /** A range request costs a round trip, so it asks for much at once. */
    private static final int RANGE_STEP = 1 << 22;

    private static final int STREAM_STEP = 1 << 18;

    private final InputFile input;
    private @Nullable SeekableInputStream stream;
    private byte[] step = {};

    StreamedFileBytes(InputFile input) {
        super(input.location());
        this.input = input;
    }

    @Override
    void readFully(long position, ByteBuffer target) throws IOException {
        if (position + target.remaining() > input.getLength()) {
            throw new EOFException();
        }
        int start = target.position();
        StorageAttempts.make(() -> {
            target.position(start);
            try {
                readOnce(position, target);
            } catch (IOException | RuntimeException e) {
                forgetStream();
                throw e;
            }
            return target;
        });
    }

    /** The next attempt opens another: this one may be anywhere, and fail to close. */
    private void forgetStream() {
        try {
            close();
        } catch (UncheckedIOException e) {
            stream = null;
        }
    }

    private void readOnce(long position, ByteBuffer target) throws IOException {
        if (stream == null) {
            stream = input.newStream();
        }
        int stepLimit = stream instanceof RangeReadable ? RANGE_STEP : STREAM_STEP;
        if (step.length < Math.min(stepLimit, target.remaining())) {
            step = new byte[Math.min(stepLimit, target.remaining())];
        }
        while (target.hasRemaining()) {
            int now = Math.min(step.length, target.remaining());
            readStep(stream, position, now);
            target.put(step, 0, now);
            position += now;
        }
    }

    private void readStep(SeekableInputStream from, long position, int length) throws IOException {
        if (from instanceof RangeReadable ranges) {
            ranges.readFully(position, step, 0, length);
            return;
        }
        if (from.getPos() != position) {
            from.seek(position);
        }
        if (from.readNBytes(step, 0, length) < length) {
            throw new EOFException();
        }
    }

    @Override
    public void close() {
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            stream = null;
        }
    }
}

package io.godwit.planner.scan.parquet;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
    private static final int ATTEMPTS = 4;
    private static final long FIRST_PAUSE_MILLIS = 50;

    private final InputFile input;
    private @Nullable SeekableInputStream stream;
    private byte[] step = {};

    StreamedFileBytes(InputFile input) {
        super(input.location());
        this.input = input;
    }

    @Override
    void readFully(long position, ByteBuffer target) throws IOException {
        int start = target.position();
        for (int attempt = 1; ; attempt++) {
            try {
                readOnce(position, target);
                return;
            } catch (IOException | UncheckedIOException e) {
                if (attempt == ATTEMPTS
                        || e instanceof EOFException && position + target.limit() - start > input.getLength()) {
                    throw e;
                }
                reopenAfter(FIRST_PAUSE_MILLIS << attempt);
                target.position(start);
            }
        }
    }

    /** Storage that failed just now is asked again, on a new stream and not at once. */
    private void reopenAfter(long millis) {
        try {
            close();
        } catch (UncheckedIOException e) {
            stream = null;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
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

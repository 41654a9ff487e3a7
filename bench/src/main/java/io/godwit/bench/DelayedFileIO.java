package io.godwit.bench;

import io.godwit.planner.catalog.LakeFileIO;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * Files of this machine as an object store of some distance would give them: by ranges, each a request that takes {@value
 * #DELAY} milliseconds longer. Iceberg makes it by name.
 */
public final class DelayedFileIO implements FileIO {
    static final String DELAY = "godwit.bench.delay-ms";

    private final LakeFileIO files = new LakeFileIO();
    private final long delayMillis = Long.getLong(DELAY, 0);

    @Override
    public InputFile newInputFile(String location) {
        return new DelayedFile(files.newInputFile(location), delayMillis);
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return files.newOutputFile(location);
    }

    @Override
    public void deleteFile(String location) {
        files.deleteFile(location);
    }

    private static void delay(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }

    private record DelayedFile(InputFile file, long delayMillis) implements InputFile {
        @Override
        public long getLength() {
            return file.getLength();
        }

        @Override
        public SeekableInputStream newStream() {
            return new DelayedStream(file.newStream(), delayMillis);
        }

        @Override
        public String location() {
            return file.location();
        }

        @Override
        public boolean exists() {
            return file.exists();
        }
    }

    /** Reading on costs a request only behind a seek; reading a range always does. */
    private static final class DelayedStream extends SeekableInputStream implements RangeReadable {
        private final SeekableInputStream stream;
        private final long delayMillis;
        private boolean isOpen;

        DelayedStream(SeekableInputStream stream, long delayMillis) {
            this.stream = stream;
            this.delayMillis = delayMillis;
        }

        @Override
        public long getPos() throws IOException {
            return stream.getPos();
        }

        @Override
        public void seek(long position) throws IOException {
            isOpen = isOpen && position == stream.getPos();
            stream.seek(position);
        }

        @Override
        public int read() throws IOException {
            request();
            return stream.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            request();
            return stream.read(bytes, offset, length);
        }

        private void request() {
            if (!isOpen) {
                isOpen = true;
                delay(delayMillis);
            }
        }

        @Override
        public void readFully(long position, byte[] bytes, int offset, int length) throws IOException {
            delay(delayMillis);
            ((RangeReadable) stream).readFully(position, bytes, offset, length);
        }

        @Override
        public int readTail(byte[] bytes, int offset, int length) throws IOException {
            delay(delayMillis);
            return ((RangeReadable) stream).readTail(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}

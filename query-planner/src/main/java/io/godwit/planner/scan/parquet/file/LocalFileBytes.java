package io.godwit.planner.scan.parquet.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file of the local file system, opened at the first read. */
public final class LocalFileBytes extends FileBytes {
    private final Path path;
    private @Nullable FileChannel channel;

    public LocalFileBytes(String location, Path path) {
        super(location);
        this.path = path;
    }

    @Override
    void readFully(long position, ByteBuffer target) throws IOException {
        FileChannel open = open();
        while (target.hasRemaining()) {
            int read = open.read(target, position);
            if (read < 0) {
                throw new EOFException();
            }
            position += read;
        }
    }

    private synchronized FileChannel open() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open = FileChannel.open(path, StandardOpenOption.READ);
            channel = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            channel = null;
        }
    }
}

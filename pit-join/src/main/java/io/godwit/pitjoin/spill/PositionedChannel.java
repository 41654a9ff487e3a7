package io.godwit.pitjoin.spill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/** Reads a file from some position on, without moving the file's own. Closing it leaves the file open. */
final class PositionedChannel implements ReadableByteChannel {
    private final FileChannel file;
    private long position;

    PositionedChannel(FileChannel file, long position) {
        this.file = file;
        this.position = position;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int read = file.read(target, position);
        position += Math.max(0, read);
        return read;
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() {}
}

package io.godwit.planner.catalog;

import static java.util.Objects.requireNonNull;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/** A file of this machine, to be written; directories above it are made. Buffered: formats write headers byte by byte. */
record LocalOutputFile(String location, Path path) implements OutputFile {
    private static final int BUFFER_BYTES = 1 << 18;

    static LocalOutputFile of(String location) {
        return new LocalOutputFile(location, requireNonNull(LocalPath.of(location), location));
    }

    @Override
    public PositionOutputStream create() {
        return open(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
        return open(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    @Override
    public InputFile toInputFile() {
        return new LocalInputFile(location, path);
    }

    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new RuntimeIOException(e, "Cannot delete %s", location);
        }
    }

    private PositionOutputStream open(OpenOption... options) {
        try {
            Path directory = path.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            return new LocalOutputStream(new BufferedOutputStream(Files.newOutputStream(path, options), BUFFER_BYTES));
        } catch (FileAlreadyExistsException e) {
            throw new AlreadyExistsException(e, "File exists already: %s", location);
        } catch (IOException e) {
            throw new RuntimeIOException(e, "Cannot write %s", location);
        }
    }

    /** Counts what it writes. */
    private static final class LocalOutputStream extends PositionOutputStream {
        private final OutputStream out;
        private long position;

        LocalOutputStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void write(int oneByte) throws IOException {
            out.write(oneByte);
            position++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            position += length;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}

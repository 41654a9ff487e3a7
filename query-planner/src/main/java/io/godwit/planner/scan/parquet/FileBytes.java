package io.godwit.planner.scan.parquet;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.iceberg.Files;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.hadoop.HadoopInputFile;
import org.apache.iceberg.io.InputFile;

/** The bytes of one file, by position. Read by one thread at a time. */
abstract class FileBytes implements AutoCloseable {
    private static final Class<?> LOCAL_INPUT = Files.localInput("/").getClass();

    private final String location;

    FileBytes(String location) {
        this.location = location;
    }

    /** Local files are read straight into native memory, all others through Iceberg's streams. */
    static FileBytes of(InputFile input) {
        Path path = localPath(input);
        return path == null ? new StreamedFileBytes(input) : new LocalFileBytes(input.location(), path);
    }

    /** Fills {@code target} with the bytes from {@code position} on. */
    final void read(long position, ByteBuffer target) {
        int wanted = target.remaining();
        try {
            readFully(position, target);
        } catch (EOFException e) {
            throw new GodwitException(
                    ErrorCode.CORRUPT_DATA,
                    "Parquet file %s ends before byte %d".formatted(location, position + wanted),
                    e);
        } catch (NotFoundException | NoSuchFileException e) {
            throw new GodwitException(
                    ErrorCode.UNAVAILABLE,
                    "Parquet file %s is gone; its snapshot may have been expired meanwhile".formatted(location),
                    e);
        } catch (IOException | UncheckedIOException e) {
            throw new GodwitException(
                    ErrorCode.UNAVAILABLE,
                    "Reading %d bytes at %d of Parquet file %s failed: %s"
                            .formatted(wanted, position, location, e.getMessage()),
                    e);
        }
    }

    abstract void readFully(long position, ByteBuffer target) throws IOException;

    @Override
    public abstract void close();

    private static @org.jspecify.annotations.Nullable Path localPath(InputFile input) {
        String location = input.location();
        if (LOCAL_INPUT.isInstance(input)) {
            return Path.of(location);
        }
        if (input instanceof HadoopInputFile && location.startsWith("file:/")) {
            return Path.of("/" + location.substring("file:".length()).replaceFirst("^/+", ""));
        }
        return null;
    }
}

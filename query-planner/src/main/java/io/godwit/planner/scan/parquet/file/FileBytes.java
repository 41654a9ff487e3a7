package io.godwit.planner.scan.parquet.file;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.LocalInputFile;
import io.godwit.planner.catalog.StorageAttempts;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.iceberg.Files;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.hadoop.HadoopInputFile;
import org.apache.iceberg.io.InputFile;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** The bytes of one file, by position. Planned by one thread at a time; several may read. */
public abstract class FileBytes implements AutoCloseable {
    private static final Class<?> LOCAL_INPUT = Files.localInput("/").getClass();

    private final String location;

    FileBytes(String location) {
        this.location = location;
    }

    /** A stretch of the file. */
    public record Range(long start, long end) {}

    /** Local files are read straight into native memory, all others through Iceberg's streams, ahead of need. */
    public static FileBytes of(InputFile input, BufferAllocator allocator, Executor requests) {
        Path path = localPath(input);
        return path == null
                ? new ReadAheadBytes(input, allocator, requests)
                : new LocalFileBytes(input.location(), path);
    }

    /** The ranges in order, with those at most {@code largestGap} bytes apart made one. */
    static List<Range> coalesce(List<Range> ranges, long largestGap) {
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.sort((left, right) -> Long.compare(left.start(), right.start()));
        List<Range> merged = new ArrayList<>();
        for (Range range : sorted) {
            Range last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && range.start() - last.end() <= largestGap) {
                merged.set(merged.size() - 1, new Range(last.start(), Math.max(last.end(), range.end())));
            } else {
                merged.add(range);
            }
        }
        return merged;
    }

    /** How many bytes could be read in the time that beginning to read takes. */
    public long bytesPerRequest() {
        return 0;
    }

    /** Says which stretches will be read soon, so that they can be on their way. */
    public void plan(List<Range> ranges) {}

    /** How many bytes of what was planned were not read yet. */
    public long planned() {
        return 0;
    }

    /** Says that nothing more of the range will be read. */
    public void forget(Range range) {}

    /** Fills {@code target} with the bytes from {@code position} on. */
    public final void read(long position, ByteBuffer target) {
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
        } catch (IOException | UncheckedIOException | SdkException e) {
            throw new GodwitException(
                    ErrorCode.UNAVAILABLE,
                    "Reading %d bytes at %d of Parquet file %s failed: %s; %s"
                            .formatted(wanted, position, location, e.getMessage(), StorageAttempts.advice()),
                    e);
        }
    }

    abstract void readFully(long position, ByteBuffer target) throws IOException;

    @Override
    public abstract void close();

    private static @Nullable Path localPath(InputFile input) {
        if (input instanceof LocalInputFile local) {
            return local.path();
        }
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

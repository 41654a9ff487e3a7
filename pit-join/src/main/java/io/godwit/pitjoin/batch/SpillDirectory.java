package io.godwit.pitjoin.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Where one query may put what does not fit its memory. The directory is made at first use and goes with the query. */
public final class SpillDirectory implements AutoCloseable {
    private final Path directory;
    private final long limitBytes;
    private final AtomicLong nextFile = new AtomicLong();
    private final AtomicLong heldBytes = new AtomicLong();
    private volatile boolean made;

    /** As much as the disk holds. */
    public SpillDirectory(Path directory) {
        this(directory, Long.MAX_VALUE);
    }

    /** @param limitBytes the most that may be reserved at a time */
    public SpillDirectory(Path directory, long limitBytes) {
        this.directory = directory;
        this.limitBytes = limitBytes;
    }

    /** A path nobody else has, ending in {@code suffix}; the file itself is not made. */
    public Path newFile(String suffix) {
        made = true;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new GodwitException(
                    ErrorCode.UNAVAILABLE, "Cannot make the spill directory " + directory + ": " + e.getMessage(), e);
        }
        return directory.resolve(nextFile.getAndIncrement() + suffix);
    }

    /** Counts bytes that were written, or fails with {@link ErrorCode#RESOURCE_EXHAUSTED} when they are too many. */
    public void reserve(long bytes) {
        long held = heldBytes.addAndGet(bytes);
        if (held > limitBytes) {
            heldBytes.addAndGet(-bytes);
            throw new GodwitException(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "The query spilled %,d bytes and may spill %,d; raise query.spill-bytes, raise query.memory-bytes so that less is spilled, or ask for less"
                            .formatted(held, limitBytes));
        }
    }

    /** Counts bytes that are no longer there. */
    public void release(long bytes) {
        heldBytes.addAndGet(-bytes);
    }

    public long heldBytes() {
        return heldBytes.get();
    }

    @Override
    public void close() {
        if (!made || !Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove the spill directory " + directory, e);
        }
    }
}

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
    private final AtomicLong nextFile = new AtomicLong();

    public SpillDirectory(Path directory) {
        this.directory = directory;
    }

    /** A path nobody else has, ending in {@code suffix}; the file itself is not made. */
    public Path newFile(String suffix) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new GodwitException(
                    ErrorCode.UNAVAILABLE, "Cannot make the spill directory " + directory + ": " + e.getMessage(), e);
        }
        return directory.resolve(nextFile.getAndIncrement() + suffix);
    }

    @Override
    public void close() {
        if (!Files.exists(directory)) {
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

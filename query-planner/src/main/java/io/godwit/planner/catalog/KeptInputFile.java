package io.godwit.planner.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * A manifest, list of manifests or small delete file in remote storage: one request brings all of it, where reading it as it is read costs
 * one for every jump in it, and it is kept by location, since it never changes.
 *
 * @param length as whoever wrote of it says, or {@link #UNKNOWN}
 */
record KeptInputFile(InputFile remote, long length) implements InputFile {
    static final long UNKNOWN = -1;

    private static final long KEPT_BYTES = 64L << 20;

    private static final Cache<String, byte[]> CONTENTS = Caffeine.newBuilder()
            .maximumWeight(KEPT_BYTES)
            .weigher((String location, byte[] content) -> content.length)
            .build();

    @Override
    public long getLength() {
        return length == UNKNOWN ? content().length : length;
    }

    @Override
    public SeekableInputStream newStream() {
        return new InMemoryInputFile(location(), content()).newStream();
    }

    @Override
    public String location() {
        return remote.location();
    }

    @Override
    public boolean exists() {
        return CONTENTS.getIfPresent(location()) != null || remote.exists();
    }

    private byte[] readAll() throws IOException {
        try (SeekableInputStream stream = remote.newStream()) {
            byte[] content = stream.readAllBytes();
            if (length != UNKNOWN && content.length != length) {
                throw new EOFException(
                        "%d bytes of %s came, which has %d".formatted(content.length, location(), length));
            }
            return content;
        }
    }

    private byte[] content() {
        return CONTENTS.get(location(), location -> {
            try {
                return StorageAttempts.make(this::readAll);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read %s: %s".formatted(location, e.getMessage()), e);
            }
        });
    }
}

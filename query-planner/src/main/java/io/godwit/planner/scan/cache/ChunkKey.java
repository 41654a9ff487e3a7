package io.godwit.planner.scan.cache;

import static java.util.Objects.requireNonNull;

/**
 * One column of one row group of a data file, decoded in one way. Data files never change, so what is found under a key is
 * never stale.
 *
 * @param location of the file
 * @param length of the file in bytes
 * @param rowGroup its ordinal in the file
 * @param decoding all else the decoded values depend on, compared by {@code equals}: what the file stores and what it is
 *     read as
 */
public record ChunkKey(String location, long length, int rowGroup, Object decoding) {
    public ChunkKey {
        requireNonNull(location, "location");
        requireNonNull(decoding, "decoding");
    }
}

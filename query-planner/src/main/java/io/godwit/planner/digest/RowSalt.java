package io.godwit.planner.digest;

/**
 * Turns 128-bit row hashes into the salted 64-bit hashes that stay behind when a training dataset's rows are dropped: the
 * low word of MurmurHash3_x64_128 of the row's hash, seeded with the salt. Without the salt nobody can look a row up.
 */
public final class RowSalt {
    private final Digest salt;
    private final long[] unused = new long[ContentDigest.CHUNK_ROWS];

    public RowSalt(Digest salt) {
        this.salt = salt;
    }

    /** Writes the salted hashes of the first {@code count} rows of a chunk to {@code target}. */
    public void apply(long[] low, long[] high, int count, long[] target) {
        Murmur3.hashPairs(salt, low, high, count, target, unused);
    }
}

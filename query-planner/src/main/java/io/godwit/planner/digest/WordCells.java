package io.godwit.planner.digest;

import org.apache.arrow.vector.FieldVector;

/** Values of at most eight bytes: each is one little-endian word. */
final class WordCells implements CellHasher {
    private final Digest key;
    private final WordReader reader;
    private final long[] words = new long[ContentDigest.CHUNK_ROWS];

    WordCells(Digest key, WordReader reader) {
        this.key = key;
        this.reader = reader;
    }

    @Override
    public void hash(FieldVector vector, int start, int count, HashColumn cells) {
        reader.read(vector, start, count, words);
        Murmur3.hashWords(key, words, count, cells);
        Nulls.overwrite(vector, start, count, cells, key);
    }
}

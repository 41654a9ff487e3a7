package io.godwit.planner.digest;

import org.apache.arrow.vector.FieldVector;

/** Values of at most eight bytes: each is one little-endian word. */
final class WordCells implements CellHasher {
    private final Digest key;
    private final WordReader reader;
    private final long[] words = new long[ContentDigest.CHUNK_ROWS];
    private final Murmur3 murmur = new Murmur3();

    WordCells(Digest key, WordReader reader) {
        this.key = key;
        this.reader = reader;
    }

    @Override
    public void hash(FieldVector vector, int start, int count, HashColumn cells) {
        reader.read(vector, start, count, words);
        for (int row = 0; row < count; row++) {
            murmur.hashWord(key, words[row]);
            cells.set(row, murmur);
        }
        Nulls.overwrite(vector, start, count, cells, key);
    }
}

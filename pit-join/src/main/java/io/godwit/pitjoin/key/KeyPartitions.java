package io.godwit.pitjoin.key;

import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.FieldVector;

/**
 * Cuts keys into partitions by their hash: equal keys, however they are coded, into the same one. Has scratch memory: one
 * thread at a time.
 */
public final class KeyPartitions {
    /** The partition of a row whose key is null, or equals nothing. */
    public static final int NONE = KeyIndex.NO_GROUP;

    private final List<KeyCoding> codings;
    private final KeyBytes bytes;
    private final int skip;
    private final int shift;
    private long[] words = new long[0];

    /** @param count how many partitions, a power of two; keys without columns are all in the first */
    public KeyPartitions(List<KeyCoding> codings, int count) {
        this(codings, count, 1);
    }

    /** @param before so many partitions the keys have been cut into already, one of which is cut further; a power of two */
    public KeyPartitions(List<KeyCoding> codings, int count, int before) {
        if (Integer.bitCount(count) != 1 || Integer.bitCount(before) != 1) {
            throw new IllegalArgumentException(count + " partitions of " + before + " are no powers of two");
        }
        this.codings = List.copyOf(codings);
        this.bytes = new KeyBytes(codings);
        this.skip = Integer.numberOfTrailingZeros(before);
        this.shift = Integer.numberOfTrailingZeros(count);
    }

    /** Writes the partition of each row, or {@link #NONE}, to {@code partitions[0 .. rowCount)}. */
    public void assign(List<FieldVector> keys, int rowCount, int[] partitions) {
        Arrays.fill(partitions, 0, rowCount, 0);
        if (codings.isEmpty()) {
            return;
        }
        if (codings.size() == 1 && codings.get(0).form().isWord()) {
            words = words.length < rowCount ? new long[rowCount] : words;
            codings.get(0).readWords(keys.get(0), rowCount, words, partitions);
            for (int row = 0; row < rowCount; row++) {
                partitions[row] = partitions[row] == NONE ? NONE : partition(ByteRows.mix(words[row]));
            }
            return;
        }
        ByteRows rows = bytes.encode(keys, rowCount, partitions);
        for (int row = 0; row < rowCount; row++) {
            partitions[row] = partitions[row] == NONE ? NONE : partition(rows.hash(row));
        }
    }

    /** By the uppermost bits, which the indexes of keys do not look at. */
    private int partition(long hash) {
        return shift == 0 ? 0 : (int) (hash << skip >>> (Long.SIZE - shift));
    }
}

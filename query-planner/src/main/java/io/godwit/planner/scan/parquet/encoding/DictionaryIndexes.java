package io.godwit.planner.scan.parquet.encoding;

import static org.apache.arrow.memory.util.MemoryUtil.getByte;

import io.godwit.planner.scan.parquet.memory.MalformedPage;

/** The indexes of a dictionary-encoded page, in blocks, each compared with the size of the dictionary. */
final class DictionaryIndexes {
    static final int BLOCK = 1024;

    private final RunLengthDecoder runs = new RunLengthDecoder();
    private final int[] block = new int[BLOCK];
    private final int dictionarySize;

    DictionaryIndexes(int dictionarySize) {
        this.dictionarySize = dictionarySize;
    }

    void reset(long address, long length) {
        if (length == 0) {
            // A page of nulls alone may hold nothing; asking it for an index then fails.
            runs.reset(address, 0, 1);
        } else {
            runs.reset(address + 1, length - 1, getByte(address) & 0xff);
        }
    }

    /** The next indexes, at most {@link #BLOCK}; valid until the next call. */
    int[] read(int count) {
        runs.read(block, 0, count);
        if (!areBelow(dictionarySize, count)) {
            throw outside(count);
        }
        return block;
    }

    /** Whether the first {@code count} indexes read last are all below a bound. */
    boolean areBelow(int bound, int count) {
        int last = bound - 1;
        int signs = 0;
        for (int i = 0; i < count; i++) { // in vectors, as a maximum would not be
            signs |= block[i] | last - block[i];
        }
        return signs >= 0;
    }

    void skip(int count) {
        runs.skip(count);
    }

    private MalformedPage outside(int count) {
        int i = 0;
        while (i < count - 1 && Integer.compareUnsigned(block[i], dictionarySize) < 0) {
            i++;
        }
        return new MalformedPage(
                "index %s in a dictionary of %d values".formatted(Integer.toUnsignedString(block[i]), dictionarySize));
    }
}

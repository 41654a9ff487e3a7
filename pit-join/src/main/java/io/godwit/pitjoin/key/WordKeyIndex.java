package io.godwit.pitjoin.key;

import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * Keys of one 64-bit word, in an open-addressing table that is never more than half full. Key and group lie side by side,
 * so that a find costs one cache line.
 */
final class WordKeyIndex extends KeyIndex {
    private final KeyCoding coding;
    /** Per bucket the key, then the group + 1; zero is a free bucket. */
    private long[] table = new long[2 * 1024];

    private int groupCount;
    private long[] words = new long[0];
    private @Nullable DirectGroups direct;

    WordKeyIndex(KeyCoding coding) {
        this.coding = coding;
    }

    @Override
    public void add(List<FieldVector> keys, int rowCount, int[] groups) {
        words = words.length < rowCount ? new long[rowCount] : words;
        Arrays.fill(groups, 0, rowCount, 0);
        coding.readWords(keys.get(0), rowCount, words, groups);
        for (int row = 0; row < rowCount; row++) {
            if (groups[row] != NO_GROUP) {
                groups[row] = groupOf(words[row]);
            }
        }
    }

    private int groupOf(long key) {
        int mask = table.length - 2;
        int at = bucket(key, mask);
        while (table[at + 1] != 0) {
            if (table[at] == key) {
                return (int) table[at + 1] - 1;
            }
            at = (at + 2) & mask;
        }
        table[at] = key;
        table[at + 1] = ++groupCount;
        if (4L * groupCount > table.length) {
            grow();
        }
        return groupCount - 1;
    }

    private static int bucket(long key, int mask) {
        return (int) (ByteRows.mix(key) >>> 30) & mask;
    }

    private void grow() {
        long[] old = table;
        table = new long[Math.multiplyExact(old.length, 2)];
        int mask = table.length - 2;
        for (int from = 0; from < old.length; from += 2) {
            if (old[from + 1] != 0) {
                int at = bucket(old[from], mask);
                while (table[at + 1] != 0) {
                    at = (at + 2) & mask;
                }
                table[at] = old[from];
                table[at + 1] = old[from + 1];
            }
        }
    }

    @Override
    public Probe probe(List<KeyCoding> codings) {
        DirectGroups found = direct;
        if (found == null) {
            found = DirectGroups.of(table);
            direct = found;
        }
        return new WordProbe(codings.get(0), found);
    }

    @Override
    public int groupCount() {
        return groupCount;
    }

    @Override
    public long heldBytes() {
        return 8L * (table.length + words.length) + DirectGroups.greatestBytes(table);
    }

    private final class WordProbe implements Probe {
        private final KeyCoding coding;
        private final DirectGroups direct;
        private long[] words = new long[0];

        WordProbe(KeyCoding coding, DirectGroups direct) {
            this.coding = coding;
            this.direct = direct;
        }

        @Override
        public void find(List<FieldVector> keys, int rowCount, int[] groups) {
            words = words.length < rowCount ? new long[rowCount] : words;
            Arrays.fill(groups, 0, rowCount, 0);
            coding.readWords(keys.get(0), rowCount, words, groups);
            if (direct.isEmpty()) {
                find(words, rowCount, groups, table);
            } else {
                direct.find(words, rowCount, groups);
            }
        }

        /** No row waits for another, so that the processor has many cache misses under way at once. */
        private static void find(long[] words, int rowCount, int[] groups, long[] table) {
            int mask = table.length - 2;
            for (int row = 0; row < rowCount; row++) {
                long key = words[row];
                int at = bucket(key, mask);
                while (table[at] != key && table[at + 1] != 0) {
                    at = (at + 2) & mask;
                }
                groups[row] |= (int) table[at + 1] - 1;
            }
        }
    }
}

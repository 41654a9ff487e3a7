package io.godwit.pitjoin.key;

import java.util.Arrays;

/**
 * Groups by key, in an array that the key itself indexes: for keys that lie so close together that the array is at most
 * half as big as the hash table they come from, or fits a processor's cache. A find is then one load, of a few bytes a key.
 *
 * @param least the key of the first element
 * @param groups per key its group or {@link KeyIndex#NO_GROUP}; empty when the keys lie too far apart
 */
record DirectGroups(long least, int[] groups) {
    /** An array of so many groups takes 1 MiB. */
    private static final int ALWAYS = 1 << 18;

    /** @param table per bucket the key, then the group + 1; zero is a free bucket */
    static DirectGroups of(long[] table) {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int at = 0; at < table.length; at += 2) {
            if (table[at + 1] != 0) {
                least = Math.min(least, table[at]);
                greatest = Math.max(greatest, table[at]);
            }
        }
        long apart = greatest - least; // negative when it overflows
        if (least > greatest || apart < 0 || apart >= Math.max(table.length, ALWAYS)) {
            return new DirectGroups(0, new int[0]);
        }
        int[] groups = new int[(int) apart + 1];
        Arrays.fill(groups, KeyIndex.NO_GROUP);
        for (int at = 0; at < table.length; at += 2) {
            if (table[at + 1] != 0) {
                groups[(int) (table[at] - least)] = (int) table[at + 1] - 1;
            }
        }
        return new DirectGroups(least, groups);
    }

    /** The most that the groups of such a table may hold. */
    static long greatestBytes(long[] table) {
        return (long) Integer.BYTES * Math.max(table.length, ALWAYS);
    }

    boolean isEmpty() {
        return groups.length == 0;
    }

    /** Writes the group of each word, or {@link KeyIndex#NO_GROUP}; where that stands already it stays. */
    void find(long[] words, int rowCount, int[] found) {
        for (int row = 0; row < rowCount; row++) {
            long at = words[row] - least;
            found[row] |= at >= 0 && at < groups.length ? groups[(int) at] : KeyIndex.NO_GROUP;
        }
    }
}

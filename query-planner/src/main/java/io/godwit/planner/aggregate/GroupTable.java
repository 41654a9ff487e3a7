package io.godwit.planner.aggregate;

import java.util.Arrays;

/**
 * Numbers groups by their keys, of some words each, in the order they come: a hash table with open addressing, at most half
 * full.
 */
final class GroupTable {
    private static final int FIRST_SLOTS = 1 << 10;
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    /** How many rows tell whether rows of a group stand together. */
    private static final int SAMPLE = 64;

    private final int width;

    /** Group numbers, -1 where none is. */
    private int[] slots = new int[FIRST_SLOTS];

    private long[] keys;
    private long[] hashes = {};
    private int size;

    /** Words that tell keys apart: the last only once it was not 0. */
    private int telling;

    /** @param width words of a key, of which the last is 0 in most tables */
    GroupTable(int width) {
        this.width = width;
        this.keys = new long[FIRST_SLOTS * width];
        clear();
    }

    /** Forgets all groups. */
    void clear() {
        Arrays.fill(slots, -1);
        size = 0;
        telling = width - 1;
    }

    int size() {
        return size;
    }

    long word(int group, int index) {
        return keys[group * width + index];
    }

    /** Gives every row its group, by the words at the same index of each array. */
    void assign(long[][] words, int count, int[] groups) {
        if (telling < width && any(words[width - 1], count)) {
            telling = width;
        }
        hash(words, count);
        if (standTogether(words, count)) {
            groups[0] = find(words, 0);
            for (int row = 1; row < count; row++) {
                groups[row] = isSame(words, row) ? groups[row - 1] : find(words, row);
            }
        } else {
            for (int row = 0; row < count; row++) {
                groups[row] = find(words, row);
            }
        }
    }

    private static boolean any(long[] words, int count) {
        long any = 0;
        for (int row = 0; row < count; row++) {
            any |= words[row];
        }
        return any != 0;
    }

    /** Column by column. The last word changes nothing where it is 0, so that it may come to tell keys apart later. */
    private void hash(long[][] words, int count) {
        if (hashes.length < count) {
            hashes = new long[count];
        }
        Arrays.fill(hashes, 0, count, 0);
        for (int i = 0; i < width - 1; i++) {
            long[] column = words[i];
            for (int row = 0; row < count; row++) {
                hashes[row] = mix(hashes[row], column[row]);
            }
        }
        if (telling == width) {
            long[] column = words[width - 1];
            for (int row = 0; row < count; row++) {
                hashes[row] += column[row] * GOLDEN_RATIO;
            }
        }
    }

    private boolean standTogether(long[][] words, int count) {
        int same = 0;
        for (int row = 1; row < Math.min(count, SAMPLE); row++) {
            same += isSame(words, row) ? 1 : 0;
        }
        return same > SAMPLE / 2;
    }

    private boolean isSame(long[][] words, int row) {
        for (int i = 0; i < telling; i++) {
            if (words[i][row] != words[i][row - 1]) {
                return false;
            }
        }
        return true;
    }

    private int find(long[][] words, int row) {
        int slot = slot(hashes[row]);
        for (int group = slots[slot]; group >= 0; group = slots[slot]) {
            if (isKey(group, words, row)) {
                return group;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = size;
        return add(words, row);
    }

    private int add(long[][] words, int row) {
        int group = size++;
        if (size * width > keys.length) {
            keys = Arrays.copyOf(keys, 2 * keys.length);
        }
        for (int i = 0; i < width; i++) {
            keys[group * width + i] = words[i][row];
        }
        if (2 * size > slots.length) {
            rehash();
        }
        return group;
    }

    private void rehash() {
        slots = new int[2 * slots.length];
        Arrays.fill(slots, -1);
        for (int group = 0; group < size; group++) {
            long hash = 0;
            for (int i = 0; i < width - 1; i++) {
                hash = mix(hash, word(group, i));
            }
            hash += word(group, width - 1) * GOLDEN_RATIO;
            int slot = slot(hash);
            while (slots[slot] >= 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = group;
        }
    }

    private boolean isKey(int group, long[][] words, int row) {
        for (int i = 0; i < telling; i++) {
            if (keys[group * width + i] != words[i][row]) {
                return false;
            }
        }
        return true;
    }

    private static long mix(long hash, long word) {
        return (Long.rotateLeft(hash, 31) ^ word) * GOLDEN_RATIO;
    }

    private int slot(long hash) {
        return (int)
                ((hash ^ (hash >>> 32)) * GOLDEN_RATIO >>> (Long.SIZE - Integer.numberOfTrailingZeros(slots.length)));
    }
}

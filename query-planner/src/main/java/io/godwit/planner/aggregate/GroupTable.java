package io.godwit.planner.aggregate;

import java.util.Arrays;

/**
 * Numbers groups by their keys, of some words each, in the order they come: a hash table with open addressing, at most half
 * full.
 */
final class GroupTable {
    private static final int FIRST_SLOTS = 1 << 10;
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private final int width;

    /** Group numbers, -1 where none is. */
    private int[] slots = new int[FIRST_SLOTS];

    private long[] keys;
    private int size;

    /** @param width words of a key */
    GroupTable(int width) {
        this.width = width;
        this.keys = new long[FIRST_SLOTS * width];
        Arrays.fill(slots, -1);
    }

    int size() {
        return size;
    }

    long word(int group, int index) {
        return keys[group * width + index];
    }

    /** Gives every row its group, by the words at the same index of each array. */
    void assign(long[][] words, int count, int[] groups) {
        for (int row = 0; row < count; row++) {
            groups[row] = find(words, row);
        }
    }

    private int find(long[][] words, int row) {
        int slot = hash(words, row);
        while (slots[slot] >= 0) {
            if (isKey(slots[slot], words, row)) {
                return slots[slot];
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
            for (int i = 0; i < width; i++) {
                hash = mix(hash, word(group, i));
            }
            int slot = slot(hash);
            while (slots[slot] >= 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = group;
        }
    }

    private boolean isKey(int group, long[][] words, int row) {
        for (int i = 0; i < width; i++) {
            if (keys[group * width + i] != words[i][row]) {
                return false;
            }
        }
        return true;
    }

    private int hash(long[][] words, int row) {
        long hash = 0;
        for (int i = 0; i < width; i++) {
            hash = mix(hash, words[i][row]);
        }
        return slot(hash);
    }

    private static long mix(long hash, long word) {
        return (Long.rotateLeft(hash, 31) ^ word) * GOLDEN_RATIO;
    }

    private int slot(long hash) {
        return (int)
                ((hash ^ (hash >>> 32)) * GOLDEN_RATIO >>> (Long.SIZE - Integer.numberOfTrailingZeros(slots.length)));
    }
}

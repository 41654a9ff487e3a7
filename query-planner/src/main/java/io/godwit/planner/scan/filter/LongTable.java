package io.godwit.planner.scan.filter;

/** A hash table of longs with open addressing, at most half full. Zero stands for a free slot and is kept apart. Immutable. */
final class LongTable {
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private final long[] slots;
    private final int shift;
    private final boolean hasZero;

    LongTable(long[] keys) {
        int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, keys.length)) + 1);
        this.slots = new long[1 << bits];
        this.shift = Long.SIZE - bits;
        boolean zero = false;
        for (long key : keys) {
            if (key == 0) {
                zero = true;
            } else {
                slots[slotOf(key)] = key;
            }
        }
        this.hasZero = zero;
    }

    long heldBytes() {
        return (long) slots.length * Long.BYTES;
    }

    boolean contains(long key) {
        return key == 0 ? hasZero : slots[slotOf(key)] == key;
    }

    /** Where the key is, or the free slot where it would be. */
    private int slotOf(long key) {
        int slot = (int) (key * GOLDEN_RATIO >>> shift);
        while (slots[slot] != 0 && slots[slot] != key) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }
}

package io.godwit.planner.write.parquet;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;

/** A dictionary of numbers of four or eight bytes, compared by their bits; open addressing. */
final class WordDictionary extends ValueDictionary {
    private static final int FIRST_SLOTS = 1 << 8;
    /** So many values are enough to see that nearly none comes twice: no dictionary pays then. */
    private static final int SAMPLE = 2_000;

    private static final int MOST_OF_SAMPLE = 1_960;

    private final int width;
    private long[] keys = new long[FIRST_SLOTS];
    /** The entry in each slot, counted from one; zero is none. */
    private int[] slots = new int[FIRST_SLOTS];

    WordDictionary(int width, BufferAllocator allocator) {
        super(allocator);
        this.width = width;
    }

    @Override
    boolean encodeAll(PlainValues page, int[] indexes, int byteLimit) {
        long address = page.address();
        int count = page.count();
        boolean isFirst = entries.count() == 0;
        for (int i = 0; i < count; i++) {
            long key = width == Long.BYTES ? MemoryUtil.getLong(address + 8L * i) : MemoryUtil.getInt(address + 4L * i);
            int slot = find(key);
            if (slots[slot] == 0) {
                if (entries.byteCount() + width > byteLimit) {
                    return false;
                }
                slot = insert(key, slot);
            }
            indexes[i] = slots[slot] - 1;
            if (i == SAMPLE && isFirst && entries.count() > MOST_OF_SAMPLE) {
                return false;
            }
        }
        return true;
    }

    private int find(long key) {
        int mask = slots.length - 1;
        int slot = slot(key, mask);
        while (slots[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private static int slot(long key, int mask) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed ^ mixed >>> 32) & mask;
    }

    private int insert(long key, int slot) {
        long target = entries.reserve(width);
        if (width == Long.BYTES) {
            MemoryUtil.putLong(target, key);
        } else {
            MemoryUtil.putInt(target, (int) key);
        }
        entries.advance(width, 1);
        keys[slot] = key;
        slots[slot] = entries.count();
        if (2 * entries.count() < slots.length) {
            return slot;
        }
        grow();
        return find(key);
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldSlots = slots;
        keys = new long[2 * oldKeys.length];
        slots = new int[keys.length];
        for (int i = 0; i < oldSlots.length; i++) {
            if (oldSlots[i] != 0) {
                int slot = find(oldKeys[i]);
                keys[slot] = oldKeys[i];
                slots[slot] = oldSlots[i];
            }
        }
    }
}

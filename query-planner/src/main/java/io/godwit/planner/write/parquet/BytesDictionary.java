package io.godwit.planner.write.parquet;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;

/** A dictionary of strings and binary, compared by hash and then byte by byte; open addressing. */
final class BytesDictionary extends ValueDictionary {
    private static final int FIRST_SLOTS = 1 << 8;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final int fixedWidth;
    private long[] hashes = new long[FIRST_SLOTS];
    /** Where in the entries the value of each slot begins. */
    private int[] positions = new int[FIRST_SLOTS];
    /** The entry in each slot, counted from one; zero is none. */
    private int[] slots = new int[FIRST_SLOTS];

    /** @param fixedWidth of each value; zero where each stands behind its length */
    BytesDictionary(int fixedWidth, BufferAllocator allocator) {
        super(allocator);
        this.fixedWidth = fixedWidth;
    }

    @Override
    boolean encodeAll(PlainValues page, int[] indexes, int byteLimit) {
        long address = page.address();
        int prefix = fixedWidth == 0 ? Integer.BYTES : 0;
        for (int i = 0; i < page.count(); i++) {
            int length = fixedWidth == 0 ? MemoryUtil.getInt(address) : fixedWidth;
            int size = prefix + length;
            long hash = hash(address + prefix, length);
            int slot = find(hash, address, size);
            if (slots[slot] == 0) {
                if ((long) entries.byteCount() + size > byteLimit) {
                    return false;
                }
                slot = insert(hash, address, size, slot);
            }
            indexes[i] = slots[slot] - 1;
            address += size;
        }
        return true;
    }

    /** Behind every value eight bytes may be read; those that are not part of it are masked out. */
    private static long hash(long address, int length) {
        long hash = length;
        int at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            hash = mix(hash, MemoryUtil.getLong(address + at));
        }
        int rest = length - at;
        return rest == 0 ? hash : mix(hash, MemoryUtil.getLong(address + at) & lowBytes(rest));
    }

    private static long mix(long hash, long word) {
        long mixed = (hash ^ word) * MULTIPLIER;
        return mixed ^ mixed >>> 29;
    }

    private int find(long hash, long address, int size) {
        int mask = slots.length - 1;
        int slot = slot(hash, mask);
        while (slots[slot] != 0 && !(hashes[slot] == hash && isAt(positions[slot], address, size))) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private static int slot(long hash, int mask) {
        return (int) (hash ^ hash >>> 32) & mask;
    }

    /** Compares values of the same hash; of up to eight bytes, mixed once, it tells all but the length. */
    private boolean isAt(int position, long address, int size) {
        long entry = entries.address() + position;
        int at = 0;
        if (fixedWidth == 0) {
            if (MemoryUtil.getInt(entry) != MemoryUtil.getInt(address)) {
                return false;
            }
            at = Integer.BYTES;
        }
        if (size - at <= Long.BYTES) {
            return true;
        }
        for (; at + Long.BYTES <= size; at += Long.BYTES) {
            if (MemoryUtil.getLong(entry + at) != MemoryUtil.getLong(address + at)) {
                return false;
            }
        }
        return at == size
                || ((MemoryUtil.getLong(entry + at) ^ MemoryUtil.getLong(address + at)) & lowBytes(size - at)) == 0;
    }

    private static long lowBytes(int count) {
        return -1L >>> Long.SIZE - Byte.SIZE * count;
    }

    private int insert(long hash, long address, int size, int slot) {
        int position = entries.byteCount();
        MemoryUtil.copyMemory(address, entries.reserve(size), size);
        entries.advance(size, 1);
        hashes[slot] = hash;
        positions[slot] = position;
        slots[slot] = entries.count();
        if (2 * entries.count() < slots.length) {
            return slot;
        }
        grow();
        return find(hash, address, size);
    }

    private void grow() {
        long[] oldHashes = hashes;
        int[] oldPositions = positions;
        int[] oldSlots = slots;
        hashes = new long[2 * oldHashes.length];
        positions = new int[hashes.length];
        slots = new int[hashes.length];
        int mask = slots.length - 1;
        for (int i = 0; i < oldSlots.length; i++) {
            if (oldSlots[i] != 0) {
                int slot = slot(oldHashes[i], mask);
                while (slots[slot] != 0) {
                    slot = slot + 1 & mask;
                }
                hashes[slot] = oldHashes[i];
                positions[slot] = oldPositions[i];
                slots[slot] = oldSlots[i];
            }
        }
    }
}

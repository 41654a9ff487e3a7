package io.godwit.planner.scan.parquet.encoding;

import static org.apache.arrow.memory.util.MemoryUtil.copyMemory;
import static org.apache.arrow.memory.util.MemoryUtil.getInt;
import static org.apache.arrow.memory.util.MemoryUtil.getLong;
import static org.apache.arrow.memory.util.MemoryUtil.putInt;
import static org.apache.arrow.memory.util.MemoryUtil.putLong;
import static org.apache.arrow.memory.util.MemoryUtil.setMemory;

import io.godwit.planner.scan.parquet.memory.Bits;

/**
 * Moves values that were decoded densely to the slots the validity bitmap has for them. Works from the last slot to the
 * first in place, since a value never moves forward past one that is still to move. Null slots become zero, so that
 * recycled memory never shows what was in it.
 */
final class Spread {
    private static final int BLOCK = 32;

    private Spread() {}

    /**
     * @param address of the first of {@code slots} slots of {@code width} bytes, the first {@code present} being filled
     * @param validityBit of the first slot
     */
    static void fixedWidth(long address, int width, long validity, long validityBit, int slots, int present) {
        int slot = slots;
        int value = present;
        while (slot > value) {
            int now = Math.min(BLOCK, slot);
            long valid = Bits.read(validity, validityBit + slot - now) & Bits.mask(now);
            slot -= now;
            int values = Long.bitCount(valid);
            value -= values;
            if (values == now) {
                copyMemory(at(address, value, width), at(address, slot, width), (long) now * width);
            } else if (values == 0) {
                setMemory(at(address, slot, width), (long) now * width, (byte) 0);
            } else {
                block(at(address, value, width), at(address, slot, width), width, valid, now, values);
            }
        }
    }

    /** Moves lengths the way {@link #fixedWidth} moves values; offsets hold the end of each value, a null ends where it begins. */
    static void offsets(long ends, long validity, long validityBit, int slots, int present, int start) {
        int value = present;
        for (int slot = slots - 1; slot >= value; slot--) {
            int end = value == 0 ? start : getInt(ends + 4L * (value - 1));
            putInt(ends + 4L * slot, end);
            if (Bits.get(validity, validityBit + slot)) {
                value--;
            }
        }
    }

    private static long at(long address, int index, int width) {
        return address + (long) index * width;
    }

    private static void block(long from, long to, int width, long valid, int slots, int values) {
        switch (width) {
            case 4 -> fourBytes(from, to, valid, slots, values);
            case 8 -> eightBytes(from, to, valid, slots, values);
            default -> anyWidth(from, to, width, valid, slots, values);
        }
    }

    private static void fourBytes(long from, long to, long valid, int slots, int values) {
        for (int slot = slots - 1; slot >= 0; slot--) {
            int bit = (int) (valid >>> slot) & 1;
            values -= bit;
            putInt(to + 4L * slot, getInt(from + 4L * values) & -bit);
        }
    }

    private static void eightBytes(long from, long to, long valid, int slots, int values) {
        for (int slot = slots - 1; slot >= 0; slot--) {
            long bit = valid >>> slot & 1;
            values -= (int) bit;
            putLong(to + 8L * slot, getLong(from + 8L * values) & -bit);
        }
    }

    private static void anyWidth(long from, long to, int width, long valid, int slots, int values) {
        for (int slot = slots - 1; slot >= 0; slot--) {
            if ((valid >>> slot & 1) != 0) {
                copyMemory(from + (long) --values * width, to + (long) slot * width, width);
            } else {
                setMemory(to + (long) slot * width, width, (byte) 0);
            }
        }
    }
}

package io.godwit.planner.scan.parquet.memory;

import static org.apache.arrow.memory.util.MemoryUtil.getByte;
import static org.apache.arrow.memory.util.MemoryUtil.getLong;
import static org.apache.arrow.memory.util.MemoryUtil.putByte;
import static org.apache.arrow.memory.util.MemoryUtil.putLong;

/**
 * Kernels on bitmaps in native memory, least significant bit first. Bits are written in ascending order; each write leaves
 * zeros behind its last bit, in up to {@link #OVERSHOOT} bytes.
 */
public final class Bits {
    public static final int OVERSHOOT = Long.BYTES;

    /** With a shift of up to seven bits, this many still fit a word. */
    private static final int AT_ONCE = 56;

    private Bits() {}

    public static long bytes(long bits) {
        return (bits + 7) >>> 3;
    }

    public static boolean get(long address, long bit) {
        return (getByte(address + (bit >>> 3)) >>> (bit & 7) & 1) != 0;
    }

    /** Writes {@code count} equal bits from {@code bit} on. */
    public static void fill(long address, long bit, long count, boolean value) {
        long pattern = value ? -1L : 0;
        long end = bit + count;
        while (bit < end) {
            int now = (int) Math.min(AT_ONCE, end - bit);
            put(address, bit, pattern & mask(now));
            bit += now;
        }
    }

    /** Copies {@code count} bits and returns how many of them are set. */
    public static int copy(long source, long sourceBit, long target, long targetBit, int count) {
        int set = 0;
        for (int done = 0; done < count; ) {
            int now = Math.min(AT_ONCE, count - done);
            long bits = read(source, sourceBit + done) & mask(now);
            put(target, targetBit + done, bits);
            set += Long.bitCount(bits);
            done += now;
        }
        return set;
    }

    /** How many of {@code count} bits are set. */
    public static int count(long address, long bit, int count) {
        int set = 0;
        for (int done = 0; done < count; done += AT_ONCE) {
            set += Long.bitCount(read(address, bit + done) & mask(Math.min(AT_ONCE, count - done)));
        }
        return set;
    }

    /** At least 57 bits from {@code bit} on; higher ones are whatever follows. */
    public static long read(long address, long bit) {
        return getLong(address + (bit >>> 3)) >>> (bit & 7);
    }

    /** Writes up to 56 bits, those above the last one being zero. */
    public static void put(long address, long bit, long bits) {
        long at = address + (bit >>> 3);
        int shift = (int) (bit & 7);
        putLong(at, (getByte(at) & ((1 << shift) - 1)) | bits << shift);
    }

    public static void set(long address, long bit, boolean value) {
        long at = address + (bit >>> 3);
        int one = 1 << (bit & 7);
        putByte(at, (byte) (value ? getByte(at) | one : getByte(at) & ~one));
    }

    /**
     * Moves {@code present} bits that stand densely from {@code bit} on to the places the validity bitmap leaves for them,
     * and writes 0 where it has none.
     */
    public static void spread(long address, long bit, long validity, long validityBit, int slots, int present) {
        int next = present;
        for (int slot = slots - 1; slot >= next; slot--) {
            boolean valid = get(validity, validityBit + slot);
            set(address, bit + slot, valid && get(address, bit + --next));
        }
    }

    public static long mask(int bits) {
        return (1L << bits) - 1;
    }
}

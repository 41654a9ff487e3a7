package io.godwit.planner.scan.parquet.memory;

import static org.apache.arrow.memory.util.MemoryUtil.getLong;

/**
 * Unpacks numbers of up to 32 bits, stored without gaps, least significant bit first. Loads whole words, so up to seven
 * bytes behind the last number are touched.
 */
public final class BitUnpacking {
    private BitUnpacking() {}

    /** Unpacks {@code count} numbers of {@code width} bits that start at {@code bit} after {@code address}. */
    public static void unpack(long address, long bit, int width, int[] out, int from, int count) {
        int end = from + count;
        while (from < end && (bit & 7) != 0) {
            out[from++] = one(address, bit, width);
            bit += width;
        }
        long at = address + (bit >>> 3);
        int groups = (end - from) >>> 3;
        if (width <= 8) {
            eightPerWord(at, width, out, from, groups);
        } else if (width <= 16) {
            fourPerWord(at, width, out, from, groups);
        } else {
            onePerWord(at, width, out, from, groups);
        }
        from += groups << 3;
        bit += (long) groups * width << 3;
        while (from < end) {
            out[from++] = one(address, bit, width);
            bit += width;
        }
    }

    private static int one(long address, long bit, int width) {
        return (int) (Bits.read(address, bit) & Bits.mask(width));
    }

    // What a loop counts is what indexes the array: otherwise every index is checked.

    private static void eightPerWord(long at, int width, int[] out, int from, int groups) {
        int mask = (1 << width) - 1;
        int end = from + (groups << 3);
        for (int i = from; i < end; i += 8) {
            long word = getLong(at);
            out[i] = (int) word & mask;
            out[i + 1] = (int) (word >>> width) & mask;
            out[i + 2] = (int) (word >>> 2 * width) & mask;
            out[i + 3] = (int) (word >>> 3 * width) & mask;
            out[i + 4] = (int) (word >>> 4 * width) & mask;
            out[i + 5] = (int) (word >>> 5 * width) & mask;
            out[i + 6] = (int) (word >>> 6 * width) & mask;
            out[i + 7] = (int) (word >>> 7 * width) & mask;
            at += width;
        }
    }

    private static void fourPerWord(long at, int width, int[] out, int from, int groups) {
        int mask = (1 << width) - 1;
        int half = width >>> 1;
        int rest = width << 2 & 7;
        int end = from + (groups << 3);
        for (int i = from; i < end; i += 8) {
            long low = getLong(at);
            long high = getLong(at + half) >>> rest;
            out[i] = (int) low & mask;
            out[i + 1] = (int) (low >>> width) & mask;
            out[i + 2] = (int) (low >>> 2 * width) & mask;
            out[i + 3] = (int) (low >>> 3 * width) & mask;
            out[i + 4] = (int) high & mask;
            out[i + 5] = (int) (high >>> width) & mask;
            out[i + 6] = (int) (high >>> 2 * width) & mask;
            out[i + 7] = (int) (high >>> 3 * width) & mask;
            at += width;
        }
    }

    private static void onePerWord(long at, int width, int[] out, int from, int groups) {
        long bit = 0;
        long mask = Bits.mask(width);
        int end = from + (groups << 3);
        for (int i = from; i < end; i++) {
            out[i] = (int) (getLong(at + (bit >>> 3)) >>> (bit & 7) & mask);
            bit += width;
        }
    }
}

package io.godwit.planner.write.parquet;

import org.apache.arrow.memory.util.MemoryUtil;

/** Writes dictionary indexes as Parquet's hybrid of runs and bit-packed groups of eight, straight to memory. */
final class IndexRuns {
    private static final int GROUP = 8;
    /** So many groups have a header of one byte, which can be filled in when they are counted. */
    private static final int MOST_GROUPS = 63;

    private IndexRuns() {}

    /**
     * Writes the indexes; returns the address behind them.
     *
     * @param width bits of each, 1 to 31
     * @param address with room for {@code width} bits and two more for every index, and for eight bytes
     */
    static long encode(int[] indexes, int count, int width, long address) {
        long target = address;
        for (int at = 0; at < count; ) {
            int run = runLength(indexes, at, count);
            if (run >= GROUP) {
                target = putRun(indexes[at], run, width, target);
                at += run;
            } else {
                int end = endOfGroups(indexes, at, count);
                int groups = (end - at + GROUP - 1) / GROUP;
                MemoryUtil.putByte(target, (byte) (groups << 1 | 1));
                pack(indexes, at, end, width, target + 1);
                target += 1 + (long) groups * width;
                at = end;
            }
        }
        return target;
    }

    private static int runLength(int[] indexes, int from, int count) {
        int end = from + 1;
        while (end < count && indexes[end] == indexes[from]) {
            end++;
        }
        return end - from;
    }

    /** Groups go on until one begins with a run; only the last one of all may hold fewer than eight. */
    private static int endOfGroups(int[] indexes, int from, int count) {
        int most = Math.min(count, from + GROUP * MOST_GROUPS);
        int end = from + GROUP;
        while (end < most && (end + GROUP > count || !isRun(indexes, end))) {
            end += GROUP;
        }
        return Math.min(end, count);
    }

    private static boolean isRun(int[] indexes, int from) {
        int first = indexes[from];
        for (int i = from + 1; i < from + GROUP; i++) {
            if (indexes[i] != first) {
                return false;
            }
        }
        return true;
    }

    private static long putRun(int index, int length, int width, long address) {
        long target = address;
        int header = length << 1;
        for (; header > 0x7f; header >>>= 7) {
            MemoryUtil.putByte(target++, (byte) (header & 0x7f | 0x80));
        }
        MemoryUtil.putByte(target++, (byte) header);
        for (int bit = 0; bit < width; bit += Byte.SIZE) {
            MemoryUtil.putByte(target++, (byte) (index >>> bit));
        }
        return target;
    }

    /** Bits lie from the lowest on; what is left of the last group is filled with zeros. */
    private static void pack(int[] indexes, int from, int end, int width, long address) {
        long target = address;
        long word = 0;
        int bits = 0;
        for (int i = from; i < end; i++) {
            word |= (long) indexes[i] << bits;
            bits += width;
            if (bits >= Integer.SIZE) {
                MemoryUtil.putInt(target, (int) word);
                target += Integer.BYTES;
                word >>>= Integer.SIZE;
                bits -= Integer.SIZE;
            }
        }
        long endOfGroups = address + (long) (end - from + GROUP - 1) / GROUP * width;
        for (; target < endOfGroups; target++) {
            MemoryUtil.putByte(target, (byte) word);
            word >>>= Byte.SIZE;
        }
    }
}

package io.godwit.pitjoin;

import java.util.Arrays;

/** Finds the position of a row id in an ascending list: by counting bits where ids lie close, else by halving. */
abstract class RowPositions {
    private static final int MAX_BITS_PER_ROW = 128;

    abstract int of(long rowId);

    static RowPositions of(long[] ascending, int count) {
        long span = count == 0 ? 0 : ascending[count - 1] - ascending[0] + 1;
        return span <= (long) count * MAX_BITS_PER_ROW
                ? new Counted(ascending, count, span)
                : new Halved(ascending, count);
    }

    private static final class Counted extends RowPositions {
        private final long first;
        private final long[] bits;
        /** Rows before each word of bits. */
        private final int[] before;

        Counted(long[] ascending, int count, long span) {
            first = count == 0 ? 0 : ascending[0];
            bits = new long[Math.toIntExact((span + 63) >> 6)];
            before = new int[bits.length];
            for (int i = 0; i < count; i++) {
                long offset = ascending[i] - first;
                bits[(int) (offset >> 6)] |= 1L << offset;
            }
            for (int word = 1; word < bits.length; word++) {
                before[word] = before[word - 1] + Long.bitCount(bits[word - 1]);
            }
        }

        @Override
        int of(long rowId) {
            long offset = rowId - first;
            int word = (int) (offset >> 6);
            return before[word] + Long.bitCount(bits[word] & ((1L << offset) - 1));
        }
    }

    private static final class Halved extends RowPositions {
        private final long[] ascending;
        private final int count;

        Halved(long[] ascending, int count) {
            this.ascending = ascending;
            this.count = count;
        }

        @Override
        int of(long rowId) {
            return Arrays.binarySearch(ascending, 0, count, rowId);
        }
    }
}

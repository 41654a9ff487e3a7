package io.godwit.pitjoin.row;

import java.util.Arrays;

/**
 * The distinct row ids of a list, ascending, and each one's position among them: by a bitmap whose bits are counted where
 * ids lie close, else by sorting and halving.
 */
public abstract class DistinctRows {
    private static final int MAX_BITS_PER_ROW = 128;

    /** Of {@code ids[0 .. count)}, without the negative ones. */
    public static DistinctRows of(long[] ids, int count) {
        long first = Long.MAX_VALUE;
        long last = -1;
        for (int i = 0; i < count; i++) {
            if (ids[i] >= 0) {
                first = Math.min(first, ids[i]);
                last = Math.max(last, ids[i]);
            }
        }
        if (last < 0) {
            return new Sorted(new long[0]);
        }
        long span = last - first + 1;
        return span <= (long) count * MAX_BITS_PER_ROW
                ? Counted.of(ids, count, first, span)
                : new Sorted(sortedDistinct(ids, count));
    }

    /** The ids, ascending, each once. */
    public abstract long[] ascending();

    /** The position in {@link #ascending()} of an id that is there. */
    abstract int positionOf(long rowId);

    private static long[] sortedDistinct(long[] ids, int count) {
        long[] sorted = Arrays.copyOf(ids, count);
        Arrays.sort(sorted);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (sorted[i] >= 0 && (kept == 0 || sorted[i] != sorted[kept - 1])) {
                sorted[kept++] = sorted[i];
            }
        }
        return Arrays.copyOf(sorted, kept);
    }

    private static final class Counted extends DistinctRows {
        private final long first;
        private final long[] bits;
        /** Ids before each word of bits. */
        private final int[] before;

        private final int count;

        private Counted(long first, long[] bits) {
            this.first = first;
            this.bits = bits;
            this.before = new int[bits.length];
            for (int word = 1; word < bits.length; word++) {
                before[word] = before[word - 1] + Long.bitCount(bits[word - 1]);
            }
            this.count = before[bits.length - 1] + Long.bitCount(bits[bits.length - 1]);
        }

        public static Counted of(long[] ids, int count, long first, long span) {
            long[] bits = new long[Math.toIntExact((span + 63) >> 6)];
            for (int i = 0; i < count; i++) {
                if (ids[i] >= 0) {
                    long offset = ids[i] - first;
                    bits[(int) (offset >> 6)] |= 1L << offset;
                }
            }
            return new Counted(first, bits);
        }

        @Override
        public long[] ascending() {
            long[] ascending = new long[count];
            int next = 0;
            for (int word = 0; word < bits.length; word++) {
                for (long rest = bits[word]; rest != 0; rest &= rest - 1) {
                    ascending[next++] = first + ((long) word << 6) + Long.numberOfTrailingZeros(rest);
                }
            }
            return ascending;
        }

        @Override
        int positionOf(long rowId) {
            long offset = rowId - first;
            int word = (int) (offset >> 6);
            return before[word] + Long.bitCount(bits[word] & ((1L << offset) - 1));
        }
    }

    private static final class Sorted extends DistinctRows {
        private final long[] ascending;

        Sorted(long[] ascending) {
            this.ascending = ascending;
        }

        @Override
        public long[] ascending() {
            return ascending;
        }

        @Override
        int positionOf(long rowId) {
            return Arrays.binarySearch(ascending, rowId);
        }
    }
}

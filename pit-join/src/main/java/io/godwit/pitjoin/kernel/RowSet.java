package io.godwit.pitjoin.kernel;

import java.util.Arrays;

/** A set of row ids, given back ascending. Ids may be added more than once. */
public final class RowSet {
    /** The bits take no more memory than the ids then. */
    private static final int MAX_BITS_PER_ROW = 64;

    private long[] rows = new long[16];
    private int count;
    private int sorted;

    public void add(long row) {
        if (count == rows.length) {
            compact();
            if (2L * count > rows.length) {
                rows = Arrays.copyOf(rows, Math.multiplyExact(rows.length, 2));
            }
        }
        rows[count++] = row;
    }

    private void compact() {
        if (sorted == count) {
            return;
        }
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            least = Math.min(least, rows[i]);
            greatest = Math.max(greatest, rows[i]);
        }
        long span = greatest - least; // negative when it overflows
        count = span >= 0 && span < (long) count * MAX_BITS_PER_ROW ? count(least, (int) (span >> 6) + 1) : sort();
        sorted = count;
    }

    /** Ids that lie close together are ticked off in a row of bits, which takes a fraction of the time of sorting. */
    private int count(long least, int words) {
        long[] bits = new long[words];
        for (int i = 0; i < count; i++) {
            long offset = rows[i] - least;
            bits[(int) (offset >> 6)] |= 1L << offset;
        }
        int kept = 0;
        for (int word = 0; word < words; word++) {
            for (long rest = bits[word]; rest != 0; rest &= rest - 1) {
                rows[kept++] = least + ((long) word << 6) + Long.numberOfTrailingZeros(rest);
            }
        }
        return kept;
    }

    private int sort() {
        Arrays.sort(rows, 0, count);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || rows[i] != rows[i - 1]) {
                rows[kept++] = rows[i];
            }
        }
        return kept;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** All ids, ascending, each once. */
    public long[] toArray() {
        compact();
        return Arrays.copyOf(rows, count);
    }
}

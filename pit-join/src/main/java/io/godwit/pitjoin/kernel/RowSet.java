package io.godwit.pitjoin.kernel;

import java.util.Arrays;

/** A set of row ids, given back ascending. Ids may be added more than once. */
public final class RowSet {
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
        Arrays.sort(rows, 0, count);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || rows[i] != rows[i - 1]) {
                rows[kept++] = rows[i];
            }
        }
        count = kept;
        sorted = kept;
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

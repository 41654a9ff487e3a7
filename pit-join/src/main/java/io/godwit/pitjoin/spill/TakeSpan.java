package io.godwit.pitjoin.spill;

/** How far apart the rows lie that labels take. */
final class TakeSpan {
    /** A guess at how many rows have to be decoded where one is wanted. */
    private static final long ROWS_PER_READ = 4_096;

    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private long rowCount;

    void add(long rowId) {
        first = Math.min(first, rowId);
        last = Math.max(last, rowId);
        rowCount++;
    }

    void add(TakeSpan other) {
        first = Math.min(first, other.first);
        last = Math.max(last, other.last);
        rowCount += other.rowCount;
    }

    /** At most so many different rows. */
    long distinctRows() {
        return rowCount == 0 ? 0 : Math.min(rowCount, last - first + 1);
    }

    /** About how many rows are decoded when these are fetched. */
    long rowsRead() {
        return rowCount == 0 ? 0 : Math.min(last - first + 1, rowCount * ROWS_PER_READ);
    }
}

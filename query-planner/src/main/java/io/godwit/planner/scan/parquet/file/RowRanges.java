package io.godwit.planner.scan.parquet.file;

import java.util.Arrays;

/** Rows of a row group as ascending ranges that neither touch nor overlap. Immutable. */
public final class RowRanges {
    static final RowRanges NONE = new Builder().build();

    private final int[] starts;
    private final int[] ends;

    /** For every range the rows of those before it, and behind the last one the rows of all. */
    private final int[] before;

    private RowRanges(int[] starts, int[] ends) {
        this.starts = starts;
        this.ends = ends;
        this.before = new int[starts.length + 1];
        for (int i = 0; i < starts.length; i++) {
            before[i + 1] = before[i] + ends[i] - starts[i];
        }
    }

    /** Collects ranges that ascend; those that touch become one. */
    static final class Builder {
        private int[] starts = new int[8];
        private int[] ends = new int[8];
        private int count;

        Builder add(int start, int end) {
            if (start >= end) {
                return this;
            }
            if (count > 0 && ends[count - 1] >= start) {
                ends[count - 1] = Math.max(ends[count - 1], end);
                return this;
            }
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
                ends = Arrays.copyOf(ends, 2 * count);
            }
            starts[count] = start;
            ends[count++] = end;
            return this;
        }

        RowRanges build() {
            return new RowRanges(Arrays.copyOf(starts, count), Arrays.copyOf(ends, count));
        }
    }

    static RowRanges all(int rows) {
        return new Builder().add(0, rows).build();
    }

    /** How many rows. */
    public int count() {
        return before[starts.length];
    }

    /** The last row; there is one. */
    public int last() {
        return ends[ends.length - 1] - 1;
    }

    /** These rows, and with them gaps between them of fewer than {@code rows}. */
    public RowRanges withoutGapsBelow(int rows) {
        Builder closed = new Builder();
        for (int i = 0; i < starts.length; i++) {
            boolean isNear = i > 0 && starts[i] - ends[i - 1] < rows;
            closed.add(isNear ? ends[i - 1] : starts[i], ends[i]);
        }
        return closed.build();
    }

    boolean overlaps(int start, int end) {
        int first = firstEndingBehind(start);
        return first < starts.length && starts[first] < end;
    }

    RowRanges intersect(RowRanges other) {
        Builder both = new Builder();
        int mine = 0;
        int theirs = 0;
        while (mine < starts.length && theirs < other.starts.length) {
            both.add(Math.max(starts[mine], other.starts[theirs]), Math.min(ends[mine], other.ends[theirs]));
            if (ends[mine] < other.ends[theirs]) {
                mine++;
            } else {
                theirs++;
            }
        }
        return both.build();
    }

    RowRanges union(RowRanges other) {
        Builder either = new Builder();
        int mine = 0;
        int theirs = 0;
        while (mine < starts.length || theirs < other.starts.length) {
            boolean takeMine =
                    theirs == other.starts.length || mine < starts.length && starts[mine] <= other.starts[theirs];
            if (takeMine) {
                either.add(starts[mine], ends[mine++]);
            } else {
                either.add(other.starts[theirs], other.ends[theirs++]);
            }
        }
        return either.build();
    }

    /** {@code count} of these rows, at least one, behind the first {@code skipped} of them. */
    public SelectedRows select(int skipped, int count) {
        int found = Arrays.binarySearch(before, skipped);
        int range = found < 0 ? -found - 2 : found;
        int row = starts[range] + skipped - before[range];
        if (row + count <= ends[range]) {
            return SelectedRows.range(row, count);
        }
        int[] rows = new int[count];
        for (int i = 0; i < count; i++) {
            if (row == ends[range]) {
                row = starts[++range];
            }
            rows[i] = row++;
        }
        return SelectedRows.of(rows);
    }

    private int firstEndingBehind(int row) {
        int found = Arrays.binarySearch(ends, row);
        return found < 0 ? -found - 1 : found + 1;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < starts.length; i++) {
            text.append(i == 0 ? "" : ", ").append(starts[i]).append("..").append(ends[i]);
        }
        return text.append("]").toString();
    }
}

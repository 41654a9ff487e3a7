package io.godwit.planner.scan.file;

/**
 * The positions of some rows within their file: ascending, from 0, counting every row the file holds whether deleted,
 * pruned or not. Immutable.
 */
public final class RowPositions {
    private final long first;
    private final int count;
    private final long @org.jspecify.annotations.Nullable [] scattered;

    private RowPositions(long first, int count, long @org.jspecify.annotations.Nullable [] scattered) {
        this.first = first;
        this.count = count;
        this.scattered = scattered;
    }

    /** {@code count} rows without a gap. */
    public static RowPositions range(long first, int count) {
        return new RowPositions(first, count, null);
    }

    /** The first {@code count} of {@code positions}, which ascend and are not written again. */
    public static RowPositions of(long[] positions, int count) {
        return new RowPositions(count == 0 ? 0 : positions[0], count, positions);
    }

    public int count() {
        return count;
    }

    public long position(int row) {
        return scattered == null ? first + row : scattered[row];
    }

    /** Whether the rows stand without a gap, so that {@code position(row) == position(0) + row}. */
    public boolean isRange() {
        return scattered == null;
    }

    /** The positions of the first {@code selected} rows of {@code selection}. */
    public RowPositions select(int[] selection, int selected) {
        if (selected == count) {
            return this;
        }
        long[] kept = new long[selected];
        for (int row = 0; row < selected; row++) {
            kept[row] = position(selection[row]);
        }
        return of(kept, selected);
    }
}

package io.godwit.planner.scan.parquet.file;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a row group, ascending: all of a stretch, or some given by their offset from its first row.
 *
 * @param first the first row
 * @param count how many rows
 * @param scattered offsets from {@code first}, beginning with 0, or null for the {@code count} rows from {@code first} on
 */
public record SelectedRows(long first, int count, int @Nullable [] scattered) {
    public static final SelectedRows NONE = range(0, 0);

    /** Passing over rows costs about as much as decoding this many: fewer are decoded instead, and not taken. */
    public static final int ROWS_PER_RUN = 16;

    public static SelectedRows range(long first, int count) {
        return new SelectedRows(first, count, null);
    }

    /** Rows that ascend, at least one; the array is the record's from now on. */
    static SelectedRows of(int[] rows) {
        int first = rows[0];
        if (rows[rows.length - 1] - first == rows.length - 1) {
            return range(first, rows.length);
        }
        for (int i = 0; i < rows.length; i++) {
            rows[i] -= first;
        }
        return new SelectedRows(first, rows.length, rows);
    }

    public boolean isContiguous() {
        return scattered == null;
    }

    /** Rows from the first to the last, those between included. */
    public long span() {
        return count == 0 ? 0 : offset(count - 1) + 1L;
    }

    public int offset(int index) {
        return scattered == null ? index : scattered[index];
    }

    public int[] offsets() {
        return Objects.requireNonNull(scattered);
    }

    /** The first index, from {@code from} on, whose offset is at least {@code offset}; the count if there is none. */
    public int indexOf(long offset, int from) {
        if (scattered == null) {
            return (int) Math.min(count, Math.max(from, offset));
        }
        int found = Arrays.binarySearch(scattered, from, count, (int) Math.min(Integer.MAX_VALUE, offset));
        return found < 0 ? -found - 1 : found;
    }

    /** Those of these rows whose indexes are the first {@code selected} of {@code selection}; at least one. */
    public SelectedRows select(int[] selection, int selected) {
        if (selected == count) {
            return this;
        }
        int start = offset(selection[0]);
        if (offset(selection[selected - 1]) - start == selected - 1) {
            return range(first + start, selected);
        }
        int[] kept = new int[selected];
        for (int i = 0; i < selected; i++) {
            kept[i] = offset(selection[i]) - start;
        }
        return new SelectedRows(first + start, selected, kept);
    }
}

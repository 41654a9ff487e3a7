package io.godwit.pitjoin.kernel;

import java.util.Arrays;

/**
 * The order of rows by the canonical encoding of their values. Rows that are the same in every value are ordered by row
 * id, which nobody can tell from the result.
 */
public final class RowOrder implements BestRows.Ties {
    private final long[] rowIds;
    private final byte[][] encodings;

    /**
     * @param rowIds ascending
     * @param encodings of the rows, in the same order
     */
    public RowOrder(long[] rowIds, byte[][] encodings) {
        this.rowIds = rowIds;
        this.encodings = encodings;
    }

    @Override
    public boolean isGreater(long rowId, long other) {
        int order = Arrays.compareUnsigned(encoding(rowId), encoding(other));
        return order != 0 ? order > 0 : rowId < other;
    }

    private byte[] encoding(long rowId) {
        int at = Arrays.binarySearch(rowIds, rowId);
        if (at < 0) {
            throw new IllegalStateException("Row " + rowId + " was not fetched to decide a tie");
        }
        return encodings[at];
    }
}

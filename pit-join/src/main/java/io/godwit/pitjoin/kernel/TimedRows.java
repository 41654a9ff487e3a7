package io.godwit.pitjoin.kernel;

import java.util.Arrays;
import java.util.List;

/**
 * Feature rows on their way to a {@link MatchKernel}: those of one batch whose key is a label's, one array per property.
 * Reused from batch to batch; grows, never shrinks.
 */
public final class TimedRows {
    /** The most rows there may be at a time. So few that what one step writes for the next stays in a core's cache. */
    public static final int MOST_ROWS = 2_048;

    /** How many rows there are. */
    public int count;

    /** Position in the batch. */
    public int[] position = new int[0];

    /** Group of the key. */
    public int[] group = new int[0];

    /** What ranks first: the event time, complemented where the earliest wins. */
    public long[] event = new long[0];

    /** What ranks second; null is {@link Long#MIN_VALUE}. */
    public long[] ingestion = new long[0];

    public long[] sequence = new long[0];
    public long[] rowId = new long[0];

    /** Per dimension the least label time that may take the row. */
    public final long[][] low;

    /** Per dimension the greatest label time that may take the row; less than {@link #low} where none may. */
    public final long[][] high;

    /** {@link #low} without the known-at bounds. */
    public final long[][] lowIfKnown;

    /** {@link #high} without the known-at bounds. */
    public final long[][] highIfKnown;

    /** Whether the row was kept as somebody's best so far; written by kernels that are asked for it. */
    public boolean[] kept = new boolean[0];

    public TimedRows(int dimensions) {
        low = new long[dimensions][0];
        high = new long[dimensions][0];
        lowIfKnown = new long[dimensions][0];
        highIfKnown = new long[dimensions][0];
    }

    /** Makes room for {@code rows} rows and forgets those of the batch before. */
    public void reset(int rows) {
        count = 0;
        if (position.length < rows) {
            position = new int[rows];
            group = new int[rows];
            event = new long[rows];
            ingestion = new long[rows];
            sequence = new long[rows];
            rowId = new long[rows];
            kept = new boolean[rows];
            for (long[][] bounds : List.of(low, high, lowIfKnown, highIfKnown)) {
                Arrays.setAll(bounds, dimension -> new long[rows]);
            }
        }
    }
}

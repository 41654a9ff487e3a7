package io.godwit.planner.scan.parquet.column;

import org.apache.arrow.memory.BufferAllocator;

/**
 * How many rows the next batch has. Begins small, so that the first rows come soon and wide rows are noticed before there
 * are many of them; then grows as far as the bytes of a row, seen so far, allow.
 */
public final class BatchSize {
    private static final int FIRST_ROWS = 4096;
    private static final int GROWTH = 4;
    private static final long TARGET_BYTES = 32L << 20;
    /** Of what the query has left a batch takes at most this part. */
    private static final int SHARE = 32;

    private final int maxRows;
    private final long targetBytes;
    private int rows;
    private long affordable = Integer.MAX_VALUE;

    public BatchSize(int maxRows, BufferAllocator allocator) {
        this.maxRows = maxRows;
        this.targetBytes = Math.min(TARGET_BYTES, allocator.getHeadroom() / SHARE);
        this.rows = Math.min(FIRST_ROWS, maxRows);
    }

    /** Begins small again, so that the batches of a row group end at the same rows whatever was read before it. */
    public void restart() {
        rows = (int) Math.min(affordable, Math.min(FIRST_ROWS, maxRows));
    }

    /** How many of the rows that are left come next. Fewer than a batch would then be left go with it. */
    public int next(int left) {
        long withRest = Math.min(2L * rows, Math.min(affordable, maxRows));
        return left < withRest ? left : Math.min(rows, left);
    }

    /** Learns from a batch what a row takes. */
    public void observe(int batchRows, long batchBytes) {
        if (batchRows == 0) {
            return;
        }
        long bytesPerRow = Math.max(1, batchBytes / batchRows);
        affordable = Math.max(1, targetBytes / bytesPerRow);
        rows = (int) Math.min(affordable, Math.min(maxRows, (long) rows * GROWTH));
    }
}

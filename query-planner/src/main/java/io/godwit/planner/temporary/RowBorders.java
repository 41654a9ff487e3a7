package io.godwit.planner.temporary;

import java.util.Arrays;

/** At which rows the batches of a frame begin and end. */
final class RowBorders {
    private long[] ends = new long[16];
    private int batches;

    /** One more batch of so many rows. */
    void add(int rows) {
        if (batches == ends.length) {
            ends = Arrays.copyOf(ends, 2 * batches);
        }
        ends[batches] = rowCount() + rows;
        batches++;
    }

    int batches() {
        return batches;
    }

    long rowCount() {
        return batches == 0 ? 0 : ends[batches - 1];
    }

    /** The row at which a batch begins. */
    long start(int batch) {
        return batch == 0 ? 0 : ends[batch - 1];
    }

    /** The first batch that ends after {@code row}. */
    int batchOf(long row) {
        int found = Arrays.binarySearch(ends, 0, batches, row + 1);
        int batch = found < 0 ? -found - 1 : found;
        while (batch > 0 && ends[batch - 1] > row) {
            batch--;
        }
        return batch;
    }
}

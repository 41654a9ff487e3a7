package io.godwit.pitjoin.row;

import org.jspecify.annotations.Nullable;

/** Feature rows in memory that matches bring along, so that they need not be fetched. */
public interface HeldRows extends AutoCloseable {
    /** The rows that hold the take's columns, or null when they are to be fetched all the same. */
    @Nullable
    RowBatches rows(int take);

    /** Where a feature column stands in {@link #rows}. */
    int position(int take, int featureColumn);

    @Override
    void close();
}

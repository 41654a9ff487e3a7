package io.godwit.planner.scan.file;

import org.jspecify.annotations.Nullable;

/**
 * The rows of one file, batch by batch, in file order.
 *
 * <p>Ownership as in {@link io.godwit.pitjoin.batch.BatchStream}: a batch is handed over, the receiver closes it, and its
 * buffers, charged to the context's allocator, are never written again. One thread at a time calls {@link #next()}, not
 * always the same one. {@link #close()} may be called more than once and before the end.
 */
public interface FileBatches extends AutoCloseable {
    /**
     * The next rows that passed the read's {@link RowFilter}, or null at the end. A batch of zero rows may occur and means
     * nothing. Checks the context's cancellation once per batch.
     */
    @Nullable
    FileBatch next();

    /**
     * Has the bytes that the first batches are made of sent for, and returns how many bytes that are. Called at most once, before
     * {@link #next()}, by a thread that may wait for storage.
     */
    default long fetchAhead() {
        return 0;
    }

    @Override
    void close();
}

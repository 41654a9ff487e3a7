package io.godwit.planner.scan.parquet.column;

import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.planner.scan.parquet.file.SelectedRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * The columns of one batch, each read by whichever thread takes it next: the one that wants the batch, and workers that have
 * nothing else to do. Whoever wants the batch takes columns as long as there are any and then waits only for those that
 * others are at, so that its progress never depends on a free worker. The lock is no monitor, for the reason that {@code
 * ReadAhead} gives.
 */
final class SharedDecoding {
    private final List<RowGroupColumn> columns;
    private final SelectedRows rows;
    private final SelectedRows candidates;
    private final Cancellation cancellation;
    private final @Nullable FieldVector[] vectors;
    private final AtomicInteger next = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition allDone = lock.newCondition();

    // Guarded by the lock, as are the vectors.
    private int done;
    private @Nullable Throwable failure;

    /** @param cancellation looked at before each column */
    SharedDecoding(
            List<RowGroupColumn> columns, SelectedRows rows, SelectedRows candidates, Cancellation cancellation) {
        this.columns = columns;
        this.rows = rows;
        this.candidates = candidates;
        this.cancellation = cancellation;
        this.vectors = new FieldVector[columns.size()];
    }

    /** The vectors in the columns' order, which the caller closes. */
    List<FieldVector> read(ExecutorService workers) {
        askForHelp(workers);
        takeColumns();
        awaitOthers();
        return vectors();
    }

    private void askForHelp(ExecutorService workers) {
        int open = (int) columns.stream().filter(RowGroupColumn::isDecoded).count();
        int helpers = Math.min(idle(workers), open - 1);
        try {
            for (int i = 0; i < helpers; i++) {
                workers.execute(this::takeColumns);
            }
        } catch (RejectedExecutionException e) {
            // Shutting down: alone, then.
        }
    }

    /** None if somebody waits for a worker: whole tasks side by side need no help with their columns. */
    private static int idle(ExecutorService workers) {
        return workers instanceof ThreadPoolExecutor pool && pool.getQueue().isEmpty()
                ? pool.getMaximumPoolSize() - pool.getActiveCount()
                : 0;
    }

    private void takeColumns() {
        for (int column = next.getAndIncrement(); column < vectors.length; column = next.getAndIncrement()) {
            @Nullable FieldVector vector = null;
            @Nullable Throwable thrown = null;
            try {
                cancellation.check();
                vector = columns.get(column).read(rows, candidates);
            } catch (RuntimeException | Error e) {
                thrown = e;
            }
            finish(column, vector, thrown);
        }
    }

    private void finish(int column, @Nullable FieldVector vector, @Nullable Throwable thrown) {
        lock.lock();
        try {
            vectors[column] = vector;
            failure = failure == null ? thrown : failure;
            done++;
            if (done == vectors.length) {
                allDone.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitOthers() {
        lock.lock();
        try {
            while (done < vectors.length) {
                allDone.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Of all columns, when all are done. */
    private List<FieldVector> vectors() {
        if (failure == null) {
            List<FieldVector> all = new ArrayList<>(vectors.length);
            for (@Nullable FieldVector vector : vectors) {
                all.add(java.util.Objects.requireNonNull(vector));
            }
            return all;
        }
        Arrays.stream(vectors).filter(java.util.Objects::nonNull).forEach(FieldVector::close);
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }
}

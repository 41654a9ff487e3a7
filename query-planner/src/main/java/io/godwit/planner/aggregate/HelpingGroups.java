package io.godwit.planner.aggregate;

import io.godwit.pitjoin.batch.Monitors;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * Groups that a worker measures beside the thread that reads the stream. It is given batches as long as it keeps up with them.
 * Whoever reads the stream takes back what the worker has not begun, and waits only for a batch it is at; so progress never
 * depends on a free worker.
 */
final class HelpingGroups implements AutoCloseable {
    /** One to work at, and one so that it need not come back for more. */
    private static final int MOST_WAITING = 2;

    private final ExecutorService workers;
    private final Supplier<PartialGroups> newGroups;
    private @Nullable PartialGroups groups;

    // Guarded by this; the groups are the worker's while it is at a batch.
    private final Deque<VectorSchemaRoot> waiting = new ArrayDeque<>();
    private final Deque<VectorSchemaRoot> full = new ArrayDeque<>();
    private boolean asked;
    private boolean working;
    private @Nullable Throwable failure;

    HelpingGroups(ExecutorService workers, Supplier<PartialGroups> newGroups) {
        this.workers = workers;
        this.newGroups = newGroups;
    }

    /** Gives a batch over, unless enough of them wait. */
    synchronized boolean offer(VectorSchemaRoot batch) {
        if (waiting.size() >= MOST_WAITING) {
            return false;
        }
        waiting.add(batch);
        if (!asked) {
            asked = true;
            try {
                workers.execute(this::work);
            } catch (RejectedExecutionException e) {
                asked = false; // shutting down: the batch is taken back at the end
            }
        }
        return true;
    }

    private void work() {
        for (VectorSchemaRoot batch = begin(); batch != null; batch = begin()) {
            try {
                end(measure(batch), null);
            } catch (RuntimeException | Error e) {
                end(null, e);
            }
        }
    }

    private @Nullable VectorSchemaRoot measure(VectorSchemaRoot batch) {
        try (batch) {
            PartialGroups measured = groups == null ? newGroups.get() : groups;
            groups = measured;
            measured.add(batch);
            return measured.isFull() ? measured.take() : null;
        }
    }

    private synchronized @Nullable VectorSchemaRoot begin() {
        VectorSchemaRoot batch = failure == null ? waiting.poll() : null;
        working = batch != null;
        asked = working;
        return batch;
    }

    private synchronized void end(@Nullable VectorSchemaRoot result, @Nullable Throwable thrown) {
        if (result != null) {
            full.add(result);
        }
        failure = thrown;
        working = false;
        notifyAll();
    }

    /** Groups that were too many to keep. */
    synchronized @Nullable VectorSchemaRoot pollFull() {
        rethrow();
        return full.poll();
    }

    /** A batch that nobody has begun. */
    synchronized @Nullable VectorSchemaRoot takeBack() {
        return waiting.poll();
    }

    /** Waits for the worker, after all that waited was taken back; null when nothing is left. */
    synchronized @Nullable VectorSchemaRoot pollLast() {
        Monitors.awaitUninterruptibly(this, () -> !working);
        rethrow();
        PartialGroups measured = groups;
        if (full.isEmpty() && measured != null && !measured.isEmpty()) {
            return measured.take();
        }
        return full.poll();
    }

    private void rethrow() {
        if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    @Override
    public synchronized void close() {
        waiting.forEach(VectorSchemaRoot::close);
        waiting.clear();
        Monitors.awaitUninterruptibly(this, () -> !working);
        full.forEach(VectorSchemaRoot::close);
        full.clear();
    }
}

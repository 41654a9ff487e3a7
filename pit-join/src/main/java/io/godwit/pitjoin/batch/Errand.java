package io.godwit.pitjoin.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work that a driver hands to a scan worker while it goes on, and whose end it waits for later.
 *
 * <p>The driver never waits for a worker to become free: what no worker has begun with by then, it does itself.
 */
public final class Errand {
    private final FutureTask<@Nullable Void> task;
    private final AtomicBoolean begun = new AtomicBoolean();

    private Errand(Runnable work) {
        task = new FutureTask<>(work, null);
    }

    /** A stretch of something that is counted. */
    @FunctionalInterface
    public interface Range {
        void work(int from, int to);
    }

    /** Hands over work, which must not wait for anything but errands of its own. */
    public static Errand start(ExecutionContext context, Runnable work) {
        Errand errand = new Errand(work);
        try {
            context.workers().scans().execute(errand::runIfFirst);
        } catch (RejectedExecutionException e) {
            // No workers any more: it is left to whoever waits for it.
        }
        return errand;
    }

    /** Does all of it, the first part itself and the others by workers where these are free. */
    public static void runAll(ExecutionContext context, List<Runnable> parts) {
        List<Errand> errands = new ArrayList<>();
        try {
            for (Runnable part : parts.subList(1, parts.size())) {
                errands.add(start(context, part));
            }
            parts.get(0).run();
            errands.forEach(Errand::finish);
        } finally {
            errands.forEach(Errand::abandon);
        }
    }

    /** Does {@code count} things in ranges of about as many, one for each core but of {@code least} things or more. */
    public static void inRanges(ExecutionContext context, int count, int least, Range range) {
        int ranges = Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), count / least));
        List<Runnable> parts = new ArrayList<>();
        for (int part = 0; part < ranges; part++) {
            int from = (int) ((long) count * part / ranges);
            int to = (int) ((long) count * (part + 1) / ranges);
            parts.add(() -> range.work(from, to));
        }
        runAll(context, parts);
    }

    private void runIfFirst() {
        if (begun.compareAndSet(false, true)) {
            task.run();
        }
    }

    /** Whether it has ended, well or not. */
    public boolean isDone() {
        return task.isDone();
    }

    /** Returns when it has ended, having done it if need be; fails as it did. */
    public void finish() {
        Throwable failure = end();
        if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
        }
    }

    /** Returns when nobody is at it any more, for an owner who has no use for the result. */
    public void abandon() {
        if (begun.compareAndSet(false, true)) {
            task.cancel(false);
        } else if (!task.isCancelled()) {
            end();
        }
    }

    /** Waits; an interrupt does not end that, for a worker holds what the owner is about to release. */
    private @Nullable Throwable end() {
        runIfFirst();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    task.get();
                    return null;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    return e.getCause();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

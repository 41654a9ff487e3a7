package io.godwit.pitjoin.batch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says once, to everybody who works on a query, that it shall stop, and why. Safe for use by many threads.
 *
 * <p>Operators call {@link #check()} once per batch. What blocks outside our loops (another engine, a queue) registers
 * {@link #onCancel(Runnable)}.
 */
public final class Cancellation {
    private final List<Runnable> listeners = new ArrayList<>();
    private volatile @Nullable GodwitException reason;

    /** Stops the query with {@code reason}. The first reason stands; later calls change nothing. */
    public void cancel(GodwitException reason) {
        List<Runnable> toRun;
        synchronized (listeners) {
            if (this.reason != null) {
                return;
            }
            this.reason = reason;
            toRun = List.copyOf(listeners);
            listeners.clear();
        }
        toRun.forEach(Runnable::run);
    }

    public boolean isCancelled() {
        return reason != null;
    }

    /** Throws the reason if the query was cancelled. */
    public void check() {
        GodwitException current = reason;
        if (current != null) {
            throw new GodwitException(current.code(), String.valueOf(current.getMessage()), current);
        }
    }

    /** Runs {@code listener} no more; whoever ends before the query forgets its listener, which would stay in memory. */
    public void forget(Runnable listener) {
        synchronized (listeners) {
            listeners.removeIf(registered -> registered == listener);
        }
    }

    /** Runs {@code listener} when the query is cancelled, at once if it already is, on the cancelling thread. */
    public void onCancel(Runnable listener) {
        synchronized (listeners) {
            if (reason == null) {
                listeners.add(listener);
                return;
            }
        }
        listener.run();
    }
}

package io.godwit.server.statement;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.batch.RunNotes;
import io.godwit.pitjoin.batch.Shard;
import io.godwit.planner.temporary.KeptRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One result that several readers take parts of, and who waits for it. Safe for use by many threads. */
final class SharedResult {
    private final Cancellation cancellation = new Cancellation();
    private final Map<Query, Runnable> waiting = new HashMap<>();
    private @Nullable KeptRows rows;
    private @Nullable RunNotes notes;
    private @Nullable Throwable failure;
    private boolean abandoned;

    /** Ends the computation. */
    Cancellation cancellation() {
        return cancellation;
    }

    /** What a reader finds: its stream; or that it shall wait; or that there is nothing to wait for any more. */
    record Found(@Nullable BatchStream stream, boolean gone) {
        private static final Found WAIT = new Found(null, false);
        private static final Found GONE = new Found(null, true);
    }

    /** @param wake run once when waiting has ended, not run if {@code reader} is cancelled before */
    synchronized Found read(Query reader, Shard shard, Runnable wake) {
        if (failure != null) {
            throw failed(failure);
        } else if (abandoned) {
            return Found.GONE;
        } else if (rows == null) {
            if (waiting.put(reader, wake) == null) {
                reader.context().cancellation().onCancel(() -> leave(reader));
            }
            return Found.WAIT;
        }
        BatchStream stream = rows.read(reader.context(), shard);
        if (stream == null) {
            return Found.GONE;
        }
        if (notes != null) {
            reader.context().notes().addAll(notes);
        }
        return new Found(stream, false);
    }

    private void leave(Query reader) {
        synchronized (this) {
            waiting.remove(reader);
            if (rows != null || failure != null || !waiting.isEmpty()) {
                return;
            }
            abandoned = true;
        }
        cancellation.cancel(new GodwitException(ErrorCode.CANCELLED, "All who waited for the result have gone"));
    }

    /** The result is there. False if nobody wants it any more; it is the caller's then. */
    boolean complete(KeptRows computed, RunNotes told) {
        return end(() -> {
            rows = computed;
            notes = told;
        });
    }

    void fail(Throwable reason) {
        end(() -> failure = reason);
    }

    /** It will not be computed: another is there, and whoever waits shall ask for that. */
    void giveWay() {
        end(() -> abandoned = true);
    }

    private boolean end(Runnable change) {
        List<Runnable> wakes;
        synchronized (this) {
            if (abandoned) {
                return false;
            }
            change.run();
            wakes = List.copyOf(waiting.values());
            waiting.clear();
        }
        wakes.forEach(Runnable::run);
        return true;
    }

    /** Nobody will ask for it again; whoever reads it goes on. */
    synchronized void close() {
        if (rows != null) {
            rows.close();
        }
    }

    /** Each reader fails with an exception of its own. */
    private static RuntimeException failed(Throwable failure) {
        return failure instanceof GodwitException godwit
                ? new GodwitException(godwit.code(), String.valueOf(godwit.getMessage()), godwit)
                : new IllegalStateException("The result could not be computed", failure);
    }
}

package io.godwit.server.statement;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.batch.Shard;
import io.godwit.planner.temporary.FrameStore;
import io.godwit.planner.temporary.KeptRows;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Results that cannot be computed in parts, for readers who each take a part. The first who asks has the result computed, by a
 * query of its own under the statement's id; it is kept, in memory or spilled, until nobody has asked for it for a while.
 * Whoever asks before it is there waits without a thread. When all of them go away, the computation ends. Safe for use by many
 * threads.
 */
public final class SharedResults {
    private static final int MOST = 1000;

    private final Queries queries;
    private final FrameStore frames;
    private final Executor drivers;
    private final Map<Object, SharedResult> computing = new ConcurrentHashMap<>();

    /** A failed computation is found by those alone who waited for it: whoever asks later begins another. */
    private final Map<Query, SharedResult> awaited = new ConcurrentHashMap<>();

    private final Cache<Object, SharedResult> computed;

    /** @param idle a result nobody asks for that long goes */
    public SharedResults(Queries queries, FrameStore frames, Executor drivers, Duration idle, Clock clock) {
        this.queries = queries;
        this.frames = frames;
        this.drivers = drivers;
        this.computed = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterAccess(idle)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .removalListener(
                        (@Nullable Object key, @Nullable SharedResult result, RemovalCause cause) -> close(result))
                .build();
    }

    /**
     * The rows of {@code shard}, or null while the result is computed: then {@code wake} is run when it is time to ask again.
     *
     * @param key says everything the whole result depends on, and for whom it is made
     * @param run computes the whole result, in the same order each time
     */
    @Nullable
    BatchStream open(Object key, Shard shard, Query reader, Function<Query, BatchStream> run, Runnable wake) {
        SharedResult result = awaited.remove(reader);
        while (true) {
            if (result == null) {
                result = computed.getIfPresent(key);
            }
            if (result == null) {
                result = begin(key, reader.id(), run);
            }
            SharedResult.Found found = read(result, reader, shard, wake);
            if (!found.gone()) {
                return found.stream();
            }
            computing.remove(key, result);
            computed.asMap().remove(key, result);
            result = null;
        }
    }

    private SharedResult.Found read(SharedResult result, Query reader, Shard shard, Runnable wake) {
        awaited.put(reader, result); // first, since it may be woken at once
        boolean waits = false;
        try {
            SharedResult.Found found = result.read(reader, shard, wake);
            waits = !found.gone() && found.stream() == null;
            return found;
        } finally {
            if (waits) {
                reader.context().cancellation().onCancel(() -> awaited.remove(reader));
            } else {
                awaited.remove(reader);
            }
        }
    }

    /** Lets go what nobody asks for any more. */
    public void expire() {
        computed.cleanUp();
    }

    /** Lets all go; readers go on with what they have open. */
    public void clear() {
        computed.invalidateAll();
        computed.cleanUp();
    }

    private SharedResult begin(Object key, String queryId, Function<Query, BatchStream> run) {
        SharedResult result = new SharedResult();
        SharedResult known = computing.putIfAbsent(key, result);
        if (known != null) {
            return known;
        }
        known = computed.getIfPresent(key);
        if (known != null) {
            computing.remove(key, result);
            result.giveWay();
            return known;
        }
        try {
            drivers.execute(() -> compute(key, result, queryId, run));
        } catch (RejectedExecutionException e) {
            GodwitException refusal =
                    new GodwitException(ErrorCode.UNAVAILABLE, "The server is stopping; ask another one", e);
            computing.remove(key, result);
            result.fail(refusal);
            throw refusal;
        }
        return result;
    }

    private void compute(Object key, SharedResult result, String queryId, Function<Query, BatchStream> run) {
        try {
            queries.run(queryId, result.cancellation(), query -> {
                try (BatchStream rows = run.apply(query)) {
                    KeptRows kept = frames.keep(query.context(), rows);
                    if (result.complete(kept, query.context().notes().taken())) {
                        computed.put(key, result);
                    } else {
                        kept.close();
                    }
                }
                return result;
            });
            computing.remove(key, result);
        } catch (RuntimeException | Error e) {
            computing.remove(key, result);
            result.fail(e instanceof QueryFailure && e.getCause() != null ? e.getCause() : e);
        }
    }

    private static void close(@Nullable SharedResult result) {
        if (result != null) {
            result.close();
        }
    }
}

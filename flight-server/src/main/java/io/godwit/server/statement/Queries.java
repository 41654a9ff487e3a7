package io.godwit.server.statement;

import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.batch.MemoryLease;
import io.godwit.pitjoin.batch.SpillDirectory;
import io.godwit.pitjoin.batch.Workers;
import io.godwit.server.config.GodwitConfig;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.MDC;

/**
 * The queries that run now. Each gets its share of memory, a spill directory, and a time limit; no more than
 * {@code query.max-open} exist at a time. Safe for use by many threads.
 */
public final class Queries {
    private final BufferAllocator root;
    private final Workers workers;
    private final GodwitConfig.Queries limits;
    private final Path spillRoot;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong nextRun = new AtomicLong();
    private final Map<Long, Query> running = new ConcurrentHashMap<>();

    public Queries(
            BufferAllocator root,
            Workers workers,
            GodwitConfig.Queries limits,
            Path spillRoot,
            ScheduledExecutorService timer,
            Clock clock) {
        this.root = root;
        this.workers = workers;
        this.limits = limits;
        this.spillRoot = spillRoot;
        this.timer = timer;
        this.clock = clock;
    }

    public String newId() {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Begins to run something of the statement {@code queryId} that ends when {@code cancellation} says so. */
    public Query begin(String queryId, Cancellation cancellation) {
        if (running.size() >= limits.maxOpen()) {
            throw new GodwitException(
                    ErrorCode.UNAVAILABLE,
                    "%,d queries are open, as many as query.max-open allows; try again in a moment"
                            .formatted(limits.maxOpen()));
        }
        long run = nextRun.getAndIncrement();
        ScheduledFuture<?> timeout = timer.schedule(
                () -> cancellation.cancel(timedOut()), limits.timeout().toMillis(), TimeUnit.MILLISECONDS);
        Query query = new Query(context(queryId, run, cancellation), () -> {
            timeout.cancel(false);
            running.remove(run);
        });
        running.put(run, query);
        return query;
    }

    /** Does {@code work} as one query, from begin to close; a failure comes out as {@link QueryFailure}. */
    public <T> T run(String queryId, Cancellation cancellation, Function<Query, T> work) {
        try (MDC.MDCCloseable ignored = MDC.putCloseable(Query.LOG_KEY, queryId);
                Query query = begin(queryId, cancellation)) {
            return work.apply(query);
        } catch (RuntimeException e) {
            throw new QueryFailure(queryId, e);
        }
    }

    /** Stops everything that runs for the statement {@code queryId}; false when nothing did. */
    public boolean cancel(String queryId) {
        List<Query> found = running.values().stream()
                .filter(query -> query.id().equals(queryId))
                .toList();
        found.forEach(query -> query.context().cancellation().cancel(cancelled(queryId)));
        return !found.isEmpty();
    }

    /** Stops everything, at shutdown. */
    public void cancelAll(GodwitException reason) {
        running.values().forEach(query -> query.context().cancellation().cancel(reason));
    }

    public int open() {
        return running.size();
    }

    static GodwitException cancelled(String queryId) {
        return new GodwitException(ErrorCode.CANCELLED, "Query " + queryId + " was cancelled by its client");
    }

    private ExecutionContext context(String queryId, long run, Cancellation cancellation) {
        return new ExecutionContext(
                queryId,
                cancellation,
                root.newChildAllocator("query-" + queryId + "-" + run, 0, limits.memoryBytes()),
                new MemoryLease(limits.memoryBytes()),
                new SpillDirectory(spillRoot.resolve(queryId + "-" + run)),
                workers,
                clock);
    }

    private GodwitException timedOut() {
        return new GodwitException(
                ErrorCode.DEADLINE_EXCEEDED,
                "The query ran longer than query.timeout allows, "
                        + limits.timeout().toSeconds() + " s; ask for less or raise it");
    }
}

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
    private static final SecureRandom RANDOM = new SecureRandom();

    private final BufferAllocator root;
    private final Workers workers;
    private final GodwitConfig.Queries limits;
    private final Path spillRoot;
    private final ScheduledExecutorService timer;
    private final Clock clock;
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

    /** An id for a statement, or for what is refused before it became one. */
    public static String newId() {
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Begins to run something of the statement {@code queryId} that ends when {@code cancellation} says so. Whoever begins may
     * still have to wait for a turn: {@link Query#state()} says so, and its time counts from here.
     */
    public Query begin(String queryId, Cancellation cancellation) {
        cancellation.check();
        if (running.size() >= limits.maxOpen()) {
            QueueStatus now = status();
            throw new GodwitException(
                    ErrorCode.BUSY,
                    "%,d queries are open, as many as query.max-open allows: %,d run, %,d wait for a turn, %,d for their clients; try again in a moment"
                            .formatted(now.open(), now.running(), now.queued(), now.waitingForClient()));
        }
        long run = nextRun.getAndIncrement();
        ScheduledFuture<?> timeout = timer.schedule(
                () -> cancellation.cancel(timedOut()), limits.timeout().toMillis(), TimeUnit.MILLISECONDS);
        Query query = new Query(run, context(queryId, run, cancellation), limits.maxRows(), clock.instant(), () -> {
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

    /** What is open now, in the order in which it began. */
    public QueueStatus status() {
        return QueueStatus.of(running.values(), limits, clock.instant());
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
                new SpillDirectory(spillRoot.resolve(queryId + "-" + run), limits.spillBytes()),
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

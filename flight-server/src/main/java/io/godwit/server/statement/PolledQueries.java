package io.godwit.server.statement;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.google.protobuf.ByteString;
import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.PreparedQuery;
import io.godwit.planner.temporary.Frame;
import io.godwit.planner.temporary.FrameStore;
import io.godwit.planner.temporary.SessionFrames;
import io.godwit.server.session.Caller;
import io.godwit.server.ticket.Ticket;
import io.godwit.server.ticket.TicketSealer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The queries clients poll. Each runs on by itself and keeps its parts as frames until its tickets expire; one that nobody
 * asks about any more is ended. Safe for use by many threads.
 */
public final class PolledQueries {
    private static final int MOST = 1000;
    private static final String PART = "part";

    private final Statements statements;
    private final Queries queries;
    private final FrameStore frames;
    private final TicketSealer sealer;
    private final Executor drivers;
    private final Duration lifetime;
    private final Clock clock;
    private final Cache<String, PolledQuery> byId;

    /**
     * @param idle a query nobody asks about for so long is ended
     * @param lifetime how long its parts can be fetched
     */
    public PolledQueries(
            Statements statements,
            Queries queries,
            FrameStore frames,
            TicketSealer sealer,
            Executor drivers,
            Duration idle,
            Duration lifetime,
            Clock clock) {
        this.statements = statements;
        this.queries = queries;
        this.frames = frames;
        this.sealer = sealer;
        this.drivers = drivers;
        this.lifetime = lifetime;
        this.clock = clock;
        this.byId = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterAccess(idle)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .removalListener(
                        (@Nullable String id, @Nullable PolledQuery query, RemovalCause cause) -> abandon(query))
                .build();
    }

    /** Begins to run {@code plan} in the background. */
    public PolledQuery begin(Caller caller, PreparedQuery plan, ByteString parameters) {
        Instant expiry = clock.instant().plus(lifetime);
        String principal = caller.session().principal();
        PolledQuery query = new PolledQuery(Queries.newId(), principal, plan.schema(), plan.estimatedRows(), expiry);
        byId.put(query.queryId(), query);
        try {
            drivers.execute(() -> run(query, plan, parameters, caller.session().policyVersion()));
        } catch (RejectedExecutionException e) {
            byId.invalidate(query.queryId());
            throw new GodwitException(ErrorCode.UNAVAILABLE, "The server is stopping; ask another one", e);
        }
        return query;
    }

    /** The query a poll goes on about. */
    public PolledQuery find(Ticket.Poll poll) {
        PolledQuery query = byId.getIfPresent(poll.issue().queryId());
        if (query == null || !query.principal().equals(poll.issue().principal())) {
            throw new GodwitException(
                    ErrorCode.NOT_FOUND,
                    "The polled query is not here: it was begun at another replica, or nobody asked about it for too long;"
                            + " begin it again");
        }
        return query;
    }

    /** The descriptor with which a client that has seen {@code seen} parts goes on asking. */
    public ByteString token(Caller caller, PolledQuery query, int seen) {
        Ticket.Issue issue = new Ticket.Issue(
                query.queryId(), query.principal(), caller.session().policyVersion(), query.expiry());
        return ByteString.copyFrom(sealer.seal(new Ticket.Poll(issue, seen)));
    }

    /** Ends those nobody asks about any more. */
    public void expire() {
        byId.cleanUp();
    }

    private void run(PolledQuery polled, PreparedQuery plan, ByteString parameters, String policyVersion) {
        try {
            queries.run(polled.queryId(), polled.cancellation(), query -> {
                Ticket.Issue issue =
                        new Ticket.Issue(polled.queryId(), polled.principal(), policyVersion, polled.expiry());
                try (SessionFrames parts = frames.newSession();
                        BatchStream result = statements.execute(plan, parameters, query)) {
                    polled.store(result, part -> {
                        Frame frame = parts.replace(query.context(), PART, part);
                        frames.lease(List.of(frame.id()), polled.expiry());
                        return ByteString.copyFrom(sealer.seal(new Ticket.Part(issue, frame.id())));
                    });
                }
                return polled;
            });
            polled.end(null);
        } catch (QueryFailure failure) {
            polled.end(failure.getCause());
        } catch (RuntimeException | Error failure) {
            polled.end(failure);
        }
    }

    private static void abandon(@Nullable PolledQuery query) {
        if (query != null) {
            query.cancellation()
                    .cancel(new GodwitException(ErrorCode.CANCELLED, "Nobody asked about the polled query any more"));
        }
    }
}

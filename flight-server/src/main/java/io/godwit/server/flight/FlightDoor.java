package io.godwit.server.flight;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.QueryPlanner;
import io.godwit.planner.temporary.FrameStore;
import io.godwit.server.config.GodwitConfig;
import io.godwit.server.session.Sessions;
import io.godwit.server.statement.PolledQueries;
import io.godwit.server.statement.PreparedStatements;
import io.godwit.server.statement.Queries;
import io.godwit.server.statement.SharedResults;
import io.godwit.server.statement.Statements;
import io.godwit.server.stream.MessageSize;
import io.godwit.server.stream.ResultCache;
import io.godwit.server.ticket.TicketSealer;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening server: Flight SQL, health and reflection. Made open; clients may connect when the constructor returns.
 */
public final class FlightDoor {
    private static final Logger LOG = LoggerFactory.getLogger(FlightDoor.class);
    private static final Duration HOUSEKEEPING = Duration.ofSeconds(5);
    private static final Duration CUT_TIME = Duration.ofSeconds(2);

    private final EventLoops loops = new EventLoops();
    private final List<Server> servers;
    private final HealthStatusManager health = new HealthStatusManager();
    private final Queries queries;
    private final Sessions sessions;
    private final BufferAllocator wire;
    private final BufferAllocator inbound;
    private final BufferAllocator cached;
    private final ResultCache results;
    private final PolledQueries polled;
    private final SharedResults shared;
    private final ScheduledFuture<?> housekeeping;

    /**
     * @param threads of the calls; kept separate so that none waits for another kind
     */
    public FlightDoor(
            GodwitConfig config,
            QueryPlanner planner,
            Queries queries,
            FrameStore frames,
            BufferAllocator root,
            Threads threads,
            Clock clock)
            throws IOException {
        this.queries = queries;
        this.wire = root.newChildAllocator("wire", 0, Long.MAX_VALUE);
        this.inbound = root.newChildAllocator("inbound", 0, Long.MAX_VALUE);
        this.cached = root.newChildAllocator("results", 0, Long.MAX_VALUE);
        this.results = new ResultCache(cached, config.cachedResultBytes());
        this.sessions = new Sessions(
                config.defaultCatalog(),
                frames,
                config.sessions().idleTimeout(),
                config.sessions().max(),
                clock);
        PreparedStatements prepared = new PreparedStatements(config.sessions().preparedIdleTimeout(), clock);
        TicketSealer sealer = new TicketSealer(config.tickets().key(), clock);
        this.shared = new SharedResults(
                queries, frames, threads.drivers(), config.queries().stallTimeout(), clock);
        Statements statements = new Statements(
                planner,
                queries,
                prepared,
                sealer,
                frames,
                shared,
                config.tickets().lifetime(),
                clock);
        FlightInfos infos = new FlightInfos(statements, prepared, planner);
        MessageSize messageSize = new MessageSize(config.batchBytes(), config.wideBatchBytes());
        Fetches fetches =
                new Fetches(statements, infos, queries, sealer, wire, threads.drivers(), results, messageSize, clock);
        this.polled = new PolledQueries(
                statements,
                queries,
                frames,
                sealer,
                threads.drivers(),
                config.queries().stallTimeout(),
                config.tickets().lifetime(),
                clock);
        Puts puts = new Puts(statements, prepared, new Ingests(planner, queries), inbound, threads.uploads());
        FlightSqlService service = new FlightSqlService(
                new Answers(threads.calls()),
                new Handshakes(sessions),
                infos,
                new Polls(infos, polled, sealer),
                new Actions(statements, prepared, sessions, sealer, new StatusAnswer(queries, root)));
        this.servers = listen(config, new Bindings(service, fetches, puts), threads.callbacks());
        Runnable chores = () -> keepHouse(frames, fetches, config.queries().stallTimeout());
        this.housekeeping = threads.timer()
                .scheduleWithFixedDelay(
                        chores, HOUSEKEEPING.toMillis(), HOUSEKEEPING.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Where calls run.
     *
     * @param callbacks gRPC's own, which never wait
     * @param calls plans and metadata, which wait for catalogs
     * @param uploads which wait for clients
     * @param drivers which run queries
     * @param timer for housekeeping
     */
    public record Threads(
            Executor callbacks, Executor calls, Executor uploads, Executor drivers, ScheduledExecutorService timer) {}

    public int port() {
        return servers.get(0).getPort();
    }

    /**
     * Refuses new calls, lets running ones finish for at most {@code timeout}, then cuts them, and frees everything. Calls
     * on open connections are refused as unavailable at once.
     */
    public void drain(Duration timeout) throws InterruptedException {
        housekeeping.cancel(false);
        health.enterTerminalState();
        servers.forEach(Server::shutdown);
        if (!terminated(timeout)) {
            queries.cancelAll(new GodwitException(
                    ErrorCode.UNAVAILABLE,
                    "The server is stopping and the query ran longer than server.drain-timeout"));
            if (!terminated(CUT_TIME)) {
                servers.forEach(Server::shutdownNow);
                terminated(CUT_TIME);
            }
        }
        // What runs without a call: polled queries, and results of which parts are asked for.
        queries.cancelAll(new GodwitException(ErrorCode.UNAVAILABLE, "The server is stopping; poll another one"));
        sessions.closeAll();
    }

    private boolean terminated(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (Server server : servers) {
            if (!server.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        }
        return true;
    }

    /** Ends the threads of the wire and gives back its memory; call when all others have stopped. */
    public void close() {
        loops.close();
        results.clear();
        shared.clear();
        wire.close();
        inbound.close();
        cached.close();
    }

    private void keepHouse(FrameStore frames, Fetches fetches, Duration stallTimeout) {
        try {
            sessions.expire();
            frames.removeExpired();
            polled.expire();
            shared.expire();
            fetches.endStalled(stallTimeout);
        } catch (RuntimeException e) {
            LOG.error("Housekeeping failed; it goes on in {} s", HOUSEKEEPING.toSeconds(), e);
        }
    }

    private List<Server> listen(GodwitConfig config, Bindings bindings, Executor callbacks) throws IOException {
        CallerInterceptor callers = new CallerInterceptor(sessions);
        ServerInterceptor readiness = new ReadyThreshold(Math.toIntExact(Math.max(64 << 10, config.batchBytes())));
        ServerServiceDefinition service =
                FlightSqlService.bind(bindings.service(), bindings.fetches(), bindings.puts(), inbound);
        ServerServiceDefinition flight = ServerInterceptors.intercept(
                ServerInterceptors.useMarshalledMessages(service, new UnreadMessages()), readiness, callers);
        List<ServerServiceDefinition> services = List.of(
                flight,
                health.getHealthService().bindService(),
                ProtoReflectionServiceV1.newInstance().bindService());
        try {
            return new Listener(config.listen(), callbacks, callers, services, loops).open();
        } catch (IOException | RuntimeException e) {
            loops.close();
            throw e;
        }
    }

    private record Bindings(FlightSqlService service, Fetches fetches, Puts puts) {}
}

package io.godwit.server.statement;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.batch.Shard;
import io.godwit.planner.DefaultNames;
import io.godwit.planner.Parameters;
import io.godwit.planner.PreparedQuery;
import io.godwit.planner.QueryPlanner;
import io.godwit.planner.StatementContext;
import io.godwit.planner.temporary.Frame;
import io.godwit.planner.temporary.FrameStore;
import io.godwit.server.session.Caller;
import io.godwit.server.session.Delivery;
import io.godwit.server.session.Session;
import io.godwit.server.stream.ConcatStream;
import io.godwit.server.stream.RowLimit;
import io.godwit.server.stream.WireFormat;
import io.godwit.server.ticket.Ticket;
import io.godwit.server.ticket.TicketSealer;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a statement: plan it, announce its result with a ticket, run it when the ticket comes back. A statement with
 * effects runs when it is announced, exactly once, and its ticket carries the answer. Safe for use by many threads.
 */
public final class Statements {
    private static final Logger LOG = LoggerFactory.getLogger(Statements.class);
    private static final int MAX_PLANS = 4096;
    private static final String PART = "part";
    private static final Shard FIRST_OF_TWO = new Shard(0, 2, null);

    private final QueryPlanner planner;
    private final Queries queries;
    private final PreparedStatements prepared;
    private final TicketSealer sealer;
    private final FrameStore frames;
    private final SharedResults shared;
    private final Duration ticketLifetime;
    private final Clock clock;
    private final Cache<String, PreparedQuery> announcedPlans;
    private final Cache<String, Boolean> cancelled;

    public Statements(
            QueryPlanner planner,
            Queries queries,
            PreparedStatements prepared,
            TicketSealer sealer,
            FrameStore frames,
            SharedResults shared,
            Duration ticketLifetime,
            Clock clock) {
        this.planner = planner;
        this.queries = queries;
        this.prepared = prepared;
        this.sealer = sealer;
        this.frames = frames;
        this.shared = shared;
        this.ticketLifetime = ticketLifetime;
        this.clock = clock;
        this.announcedPlans = forTheLifeOfATicket();
        this.cancelled = forTheLifeOfATicket();
    }

    /** Plans {@code sql} without running it. */
    public PreparedQuery plan(Caller caller, String sql) {
        return queries.run(Queries.newId(), caller.cancellation(), query -> plan(query, caller.session(), sql));
    }

    /** Changes to options of the caller's session, with the names of catalog and schema as they are spelled; others are refused. */
    public Map<String, String> changes(Caller caller, Map<String, String> options) {
        StatementContext context = caller.session().statementContext();
        return DefaultNames.of(options, planner.metadata(context), context);
    }

    /** Plans {@code sql} and gives the handle under which it can be run. */
    public byte[] prepare(Caller caller, PreparedQuery query) {
        return prepared.add(new PreparedStatement(caller.session(), query));
    }

    public Announcement announce(Caller caller, String sql) {
        return announce(caller, query -> plan(query, caller.session(), sql), ByteString.EMPTY);
    }

    /** Of the state its tables have now: the plan made when it was prepared is taken only if they are as they were. */
    public Announcement announce(Caller caller, PreparedStatement statement) {
        return announce(
                caller, query -> plan(query, caller.session(), statement.query().sql()), statement.parameters());
    }

    /** Runs a statement for its effects. */
    public void update(Caller caller, String sql) {
        PreparedQuery query = plan(caller, sql);
        requireEffects(query);
        announce(caller, running -> query, ByteString.EMPTY);
    }

    /** Runs a prepared statement for its effects, once for each row bound. */
    public void update(Caller caller, PreparedStatement statement) {
        requireEffects(statement.query());
        announce(caller, statement);
    }

    /** Binds every row of {@code rows}, which have a column for each parameter. */
    public void bind(PreparedStatement statement, BatchStream rows) {
        requireParameters(statement.query(), rows.schema().getFields().size());
        statement.bind(ArrowBytes.write(rows));
    }

    /** Refuses a ticket whose query was cancelled by its client. */
    public void requireNotCancelled(Ticket ticket) {
        String queryId = ticket.issue().queryId();
        if (cancelled.getIfPresent(queryId) != null) {
            throw Queries.cancelled(queryId);
        }
    }

    /**
     * Opens {@code shard} of what {@code ticket} promises, or gives null while it is computed: then {@code wake} is run when it
     * is time to ask again. The caller closes the stream, then the query.
     */
    public @Nullable BatchStream open(Ticket ticket, Shard shard, Query query, Runnable wake) {
        if (ticket instanceof Ticket.Receipt receipt) {
            return ArrowBytes.read(receipt.answer(), query.context().allocator());
        }
        if (ticket instanceof Ticket.Part part) {
            return partOf(part, query);
        }
        if (!(ticket instanceof Ticket.Statement statement)) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "This is what to poll with, not a ticket; fetch the endpoints PollFlightInfo returns");
        }
        PreparedQuery plan = planOf(statement, query);
        if (shard.isWhole()) {
            PreparedQuery whole = statement.replayable() ? plan.inFixedOrder() : plan;
            return execute(whole, statement.parameters(), query);
        } else if (plan.comesApart(shard)) {
            return limited(plan, statement.parameters(), query, row -> plan.execute(query.context(), row, shard));
        }
        return shared.open(
                statement
                        .inFixedOrder()
                        .withShard(Shard.WHOLE)
                        .withFormat(WireFormat.PLAIN)
                        .resultKey(),
                shard,
                query,
                whole -> execute(planOf(statement, whole).inFixedOrder(), statement.parameters(), whole),
                wake);
    }

    /** Runs a planned statement, which its caller has announced in its own way. */
    BatchStream execute(PreparedQuery plan, ByteString parameters, Query query) {
        return limited(plan, parameters, query, row -> plan.execute(query.context(), row));
    }

    private BatchStream partOf(Ticket.Part part, Query query) {
        Frame frame;
        try {
            frame = frames.ticketFrames(Map.of(PART, part.frameId())).find(PART).orElseThrow();
        } catch (GodwitException e) {
            throw new GodwitException(
                    ErrorCode.UNAVAILABLE,
                    "This part of the polled query " + part.issue().queryId()
                            + " is at the server that ran it, or that server was started anew; ask there, or poll again",
                    e);
        }
        List<Integer> columns =
                IntStream.range(0, frame.schema().getFields().size()).boxed().toList();
        return frame.read(query.context(), columns);
    }

    /** Stops the fetches of {@code ticket}, and refuses later ones. */
    public void cancel(Ticket ticket) {
        String queryId = ticket.issue().queryId();
        cancelled.put(queryId, true);
        queries.cancel(queryId);
    }

    /** The same ticket with a new life. */
    public Ticket renew(Ticket ticket) {
        Ticket.Issue old = ticket.issue();
        Ticket.Issue issue = new Ticket.Issue(
                old.queryId(),
                old.principal(),
                old.policyVersion(),
                clock.instant().plus(ticketLifetime));
        if (ticket instanceof Ticket.Statement statement) {
            frames.lease(statement.pins().frameIds(), issue.expiry());
        } else if (ticket instanceof Ticket.Part part) {
            frames.lease(List.of(part.frameId()), issue.expiry());
        }
        return ticket.withIssue(issue);
    }

    private Announcement announce(Caller caller, Function<Query, PreparedQuery> planner, ByteString parameters) {
        return queries.run(
                Queries.newId(),
                caller.cancellation(),
                query -> announce(query, planner.apply(query), parameters, caller));
    }

    private Announcement announce(Query query, PreparedQuery plan, ByteString parameters, Caller caller) {
        Session session = caller.session();
        plan.sessionChanges().forEach(session::require);
        WireFormat format = caller.delivery().format(WireFormat.PLAIN);
        Ticket.Issue issue = new Ticket.Issue(
                query.id(),
                session.principal(),
                session.policyVersion(),
                clock.instant().plus(ticketLifetime));
        List<Ticket> tickets = plan.hasEffects()
                ? List.of(new Ticket.Receipt(issue, run(plan, parameters, query)))
                : statementTickets(statementTicket(issue, plan, parameters, session, format), plan, caller.delivery());
        announcedPlans.put(query.id(), plan);
        // Parts that are run by themselves are parts of each run.
        boolean ordered = tickets.size() == 1
                || caller.delivery().shuffle() == null && (parameters.isEmpty() || !plan.comesApart(FIRST_OF_TWO));
        Schema schema = plan.hasEffects() ? plan.schema() : format.announced(plan.schema());
        List<ByteString> sealed = tickets.stream()
                .map(ticket -> ByteString.copyFrom(sealer.seal(ticket)))
                .toList();
        return new Announcement(query.id(), schema, sealed, ordered, issue.expiry());
    }

    /** One ticket for each part that is asked for. */
    private static List<Ticket> statementTickets(Ticket.Statement whole, PreparedQuery plan, Delivery delivery) {
        if (!delivery.inParts()) {
            return List.of(whole);
        }
        try {
            plan.inFixedOrder();
        } catch (GodwitException e) {
            if (delivery.part() == null && delivery.shuffle() == null) {
                // Its rows are others each time, so that parts would overlap. One part is at most what was asked for.
                return List.of(whole);
            }
            throw e;
        }
        return delivery.announced().stream()
                .<Ticket>map(whole.inFixedOrder()::withShard)
                .toList();
    }

    private PreparedQuery plan(Query query, Session session, String sql) {
        LOG.debug("Planning");
        return planner.prepare(query.context(), sql, session.statementContext());
    }

    private ByteString run(PreparedQuery plan, ByteString parameters, Query query) {
        try (BatchStream answer = execute(plan, parameters, query)) {
            return ArrowBytes.write(answer);
        }
    }

    private Ticket.Statement statementTicket(
            Ticket.Issue issue, PreparedQuery plan, ByteString parameters, Session session, WireFormat format) {
        frames.lease(plan.pins().frameIds(), issue.expiry());
        StatementContext context = session.statementContext();
        List<Ticket.FrameName> names = new ArrayList<>();
        for (Frame frame : context.temporaryTables().all()) {
            if (plan.pins().frameIds().contains(frame.id())) {
                names.add(new Ticket.FrameName(frame.name(), frame.id()));
            }
        }
        Ticket.Scope scope = new Ticket.Scope(
                context.catalog(), context.namespace(), context.zone().getId(), context.options());
        return new Ticket.Statement(
                issue,
                plan.sql(),
                parameters,
                scope,
                plan.pins(),
                names,
                plan.isReplayable(),
                Shard.WHOLE,
                format,
                plan.readsClock());
    }

    private PreparedQuery planOf(Ticket.Statement ticket, Query query) {
        PreparedQuery announced = announcedPlans.getIfPresent(ticket.issue().queryId());
        return announced != null ? announced : planner.prepare(query.context(), ticket.sql(), contextOf(ticket));
    }

    private StatementContext contextOf(Ticket.Statement ticket) {
        Map<String, String> frameIds = new HashMap<>();
        ticket.frames().forEach(frame -> frameIds.put(frame.name(), frame.id()));
        return new StatementContext(
                ticket.issue().principal(),
                ticket.issue().policyVersion(),
                ticket.scope().catalog(),
                ticket.scope().namespace(),
                ZoneId.of(ticket.scope().zone()),
                ticket.scope().options(),
                frames.ticketFrames(frameIds),
                ticket.pins());
    }

    /** What {@code run} gives for each row of parameters, as far as a result may go. */
    private static BatchStream limited(
            PreparedQuery plan, ByteString parameters, Query query, Function<Parameters, BatchStream> run) {
        List<Parameters> rows = parameterRows(plan, parameters, query);
        if (rows.size() == 1) {
            return new RowLimit(run.apply(rows.get(0)), query.maxRows());
        }
        List<Supplier<BatchStream>> runs = new ArrayList<>();
        rows.forEach(row -> runs.add(() -> run.apply(row)));
        return new RowLimit(new ConcatStream(plan.schema(), runs), query.maxRows());
    }

    private static List<Parameters> parameterRows(PreparedQuery plan, ByteString parameters, Query query) {
        if (parameters.isEmpty()) {
            requireParameters(plan, 0);
            return List.of(Parameters.NONE);
        }
        List<Parameters> rows = new ArrayList<>();
        try (BatchStream bound = ArrowBytes.read(parameters, query.context().allocator())) {
            requireParameters(plan, bound.schema().getFields().size());
            for (VectorSchemaRoot batch = bound.next(); batch != null; batch = bound.next()) {
                try (VectorSchemaRoot owned = batch) {
                    for (int row = 0; row < owned.getRowCount(); row++) {
                        rows.add(Parameters.ofRow(owned, row));
                    }
                }
            }
        }
        return rows;
    }

    private static void requireParameters(PreparedQuery plan, int bound) {
        int expected = plan.parameterSchema().getFields().size();
        if (expected != bound) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The statement has %d parameters, and %d are bound".formatted(expected, bound));
        }
    }

    private static void requireEffects(PreparedQuery query) {
        if (!query.hasEffects()) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT, "The statement changes nothing; run it as a query to read its result");
        }
    }

    private <T> Cache<String, T> forTheLifeOfATicket() {
        return Caffeine.newBuilder()
                .maximumSize(MAX_PLANS)
                .expireAfterWrite(ticketLifetime)
                .executor(Runnable::run)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }
}

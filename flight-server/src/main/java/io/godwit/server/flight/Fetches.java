package io.godwit.server.flight;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.batch.Shard;
import io.godwit.server.metadata.MetadataAnswer;
import io.godwit.server.session.Caller;
import io.godwit.server.statement.Queries;
import io.godwit.server.statement.Query;
import io.godwit.server.statement.Statements;
import io.godwit.server.stream.CutStream;
import io.godwit.server.stream.EncodingStream;
import io.godwit.server.stream.MessageSize;
import io.godwit.server.stream.ResultCache;
import io.godwit.server.stream.SkipRows;
import io.godwit.server.stream.StreamPump;
import io.godwit.server.stream.WireFormat;
import io.godwit.server.stream.WireMessage;
import io.godwit.server.stream.WireStream;
import io.godwit.server.ticket.Ticket;
import io.godwit.server.ticket.TicketSealer;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Answers DoGet: turns a ticket into a pump and lets it run. Returns at once. */
final class Fetches {
    private final Statements statements;
    private final FlightInfos infos;
    private final Queries queries;
    private final TicketSealer sealer;
    private final BufferAllocator wireAllocator;
    private final Executor drivers;
    private final ResultCache results;
    private final MessageSize messageSize;
    private final Clock clock;
    private final Set<RunningFetch> running = ConcurrentHashMap.newKeySet();

    Fetches(
            Statements statements,
            FlightInfos infos,
            Queries queries,
            TicketSealer sealer,
            BufferAllocator wireAllocator,
            Executor drivers,
            ResultCache results,
            MessageSize messageSize,
            Clock clock) {
        this.statements = statements;
        this.infos = infos;
        this.queries = queries;
        this.sealer = sealer;
        this.wireAllocator = wireAllocator;
        this.drivers = drivers;
        this.results = results;
        this.messageSize = messageSize;
        this.clock = clock;
    }

    void fetch(Flight.Ticket ticket, ServerCallStreamObserver<WireMessage> wire) {
        Caller caller = CallerInterceptor.CALLER.get();
        Fetch fetch;
        try {
            fetch = open(ticket.getTicket().toByteArray(), caller);
        } catch (RuntimeException e) {
            wire.onError(FlightErrors.toStatus(e));
            return;
        }
        StreamPump pump = new StreamPump(wire, fetch, wireAllocator, drivers, clock);
        running.add(new RunningFetch(pump, caller));
        wire.setOnReadyHandler(pump::signal);
        wire.setOnCancelHandler(pump::signal);
        // However a query is cancelled, its pump must notice, even while the client reads nothing.
        caller.cancellation().onCancel(pump::signal);
        pump.signal();
    }

    /** Ends fetches whose clients read nothing for {@code timeout}. */
    void endStalled(Duration timeout) {
        running.removeIf(fetch -> fetch.pump().isFinished());
        Instant oldest = clock.instant().minus(timeout);
        for (RunningFetch fetch : running) {
            Instant waitingSince = fetch.pump().waitingSince();
            if (waitingSince != null && waitingSince.isBefore(oldest)) {
                fetch.caller().cancellation().cancel(stalled(timeout));
            }
        }
    }

    private Fetch open(byte[] bytes, Caller caller) {
        if (!TicketSealer.isSealed(bytes)) {
            MetadataAnswer answer =
                    infos.metadata(caller.session(), Command.parse(com.google.protobuf.ByteString.copyFrom(bytes)));
            return new Fetch(
                    queries.begin(Queries.newId(), caller.cancellation()),
                    caller,
                    Shard.WHOLE,
                    (query, wake) -> encode(
                            caller,
                            WireFormat.PLAIN,
                            answer.open(query.context().allocator())));
        }
        Ticket ticket = asked(sealer.open(bytes), caller);
        requireSamePrincipal(ticket, caller);
        Shard shard =
                ticket instanceof Ticket.Statement statement ? caller.asked().fetched(statement.shard()) : Shard.WHOLE;
        requireReplayable(ticket, caller);
        return new Fetch(
                queries.begin(ticket.issue().queryId(), caller.cancellation()),
                caller,
                shard,
                (query, wake) -> open(ticket, shard, caller, query, wake));
    }

    private static Ticket asked(Ticket ticket, Caller caller) {
        return ticket instanceof Ticket.Statement statement && caller.asked().inParts()
                ? statement.inFixedOrder()
                : ticket;
    }

    private @Nullable WireStream open(Ticket ticket, Shard shard, Caller caller, Query query, Runnable wake) {
        statements.requireNotCancelled(ticket);
        if (!(ticket instanceof Ticket.Statement statement)) {
            WireFormat whole =
                    new WireFormat(caller.asked().format(WireFormat.PLAIN).compression(), List.of());
            return encoded(caller, whole, statements.open(ticket, shard, query, wake));
        }
        WireFormat format = caller.asked().format(statement.format());
        long firstRow = caller.rowOffset().orElse(0);
        // What a batch holds of a dictionary depends on the batches before, so only the whole stream can be replayed.
        boolean divides = format.dictionaryColumns().isEmpty();
        if (!statement.replayable() || firstRow > 0 && !divides) {
            return encoded(caller, format, statements.open(ticket, shard, query, wake));
        }
        // What is kept is cut already.
        Object key = List.of(statement.withShard(shard).withFormat(format).resultKey(), caller.takesLargeMessages());
        WireStream kept = results.find(key, firstRow);
        if (kept != null) {
            return kept;
        }
        WireStream opened = encoded(caller, format, statements.open(ticket, shard, query, wake));
        return opened == null ? null : results.kept(key, firstRow, opened);
    }

    private @Nullable WireStream encoded(Caller caller, WireFormat format, @Nullable BatchStream whole) {
        return whole == null ? null : encode(caller, format, whole);
    }

    private WireStream encode(Caller caller, WireFormat format, BatchStream whole) {
        long firstRow = caller.rowOffset().orElse(0);
        BatchStream rest = firstRow == 0 ? whole : new SkipRows(whole, firstRow);
        long bytes = messageSize.of(rest.schema().getFields().size(), caller.takesLargeMessages());
        return new EncodingStream(new CutStream(rest, bytes), format, wireAllocator);
    }

    private static void requireSamePrincipal(Ticket ticket, Caller caller) {
        if (!ticket.issue().principal().equals(caller.session().principal())) {
            throw new GodwitException(
                    ErrorCode.PERMISSION_DENIED,
                    "The ticket was made for another principal; call GetFlightInfo yourself");
        }
    }

    private static void requireReplayable(Ticket ticket, Caller caller) {
        boolean replayable = !(ticket instanceof Ticket.Statement statement) || statement.replayable();
        if (!replayable && caller.rowOffset().orElse(0) > 0) {
            throw new GodwitException(
                    ErrorCode.FAILED_PRECONDITION,
                    "This result may come in another order each time, so it cannot go on at a row; add ORDER BY with a key,"
                            + " ask for it in parts, or fetch it from the beginning");
        }
    }

    private static GodwitException stalled(Duration timeout) {
        return new GodwitException(
                ErrorCode.CANCELLED,
                "The client read nothing for " + timeout.toSeconds() + " s, as long as query.stall-timeout allows");
    }

    private record RunningFetch(StreamPump pump, Caller caller) {}
}

package io.godwit.server.flight;

import com.google.protobuf.ByteString;
import io.godwit.server.session.Caller;
import io.godwit.server.statement.PolledQueries;
import io.godwit.server.statement.PolledQuery;
import io.godwit.server.ticket.Ticket;
import io.godwit.server.ticket.TicketSealer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.Flight.FlightDescriptor;

/**
 * Answers PollFlightInfo. A query begins to run at the first call; each answer lists all parts that are finished, and comes
 * when there is one more than the client has seen, or after a moment with the progress alone.
 */
final class Polls {
    private static final long MOMENT_MILLIS = 1000;

    private final FlightInfos infos;
    private final PolledQueries polled;
    private final TicketSealer sealer;

    Polls(FlightInfos infos, PolledQueries polled, TicketSealer sealer) {
        this.infos = infos;
        this.polled = polled;
        this.sealer = sealer;
    }

    CompletableFuture<Flight.PollInfo> poll(Caller caller, FlightDescriptor descriptor) {
        byte[] command = descriptor.getCmd().toByteArray();
        if (TicketSealer.isSealed(command) && sealer.open(command) instanceof Ticket.Poll poll) {
            return later(caller, polled.find(poll), poll.seen());
        }
        Optional<FlightInfos.Planned> planned =
                infos.plan(caller, descriptor).filter(found -> !found.query().hasEffects());
        return planned.isPresent()
                ? later(
                        caller,
                        polled.begin(
                                caller, planned.get().query(), planned.get().parameters()),
                        0)
                : CompletableFuture.completedFuture(atOnce(infos.info(caller, descriptor)));
    }

    private CompletableFuture<Flight.PollInfo> later(Caller caller, PolledQuery query, int seen) {
        return query.changed(seen)
                .completeOnTimeout(null, MOMENT_MILLIS, TimeUnit.MILLISECONDS)
                .thenApply(nothing -> pollInfo(caller, query));
    }

    private Flight.PollInfo pollInfo(Caller caller, PolledQuery query) {
        PolledQuery.State state = query.state();
        ByteString token = polled.token(caller, query, state.tickets().size());
        FlightDescriptor next = FlightDescriptor.newBuilder()
                .setType(FlightDescriptor.DescriptorType.CMD)
                .setCmd(token)
                .build();
        Flight.PollInfo.Builder answer = Flight.PollInfo.newBuilder()
                .setInfo(flightInfo(query, state.tickets(), next))
                .setExpirationTime(FlightInfos.timestamp(query.expiry()));
        state.progress().ifPresent(answer::setProgress);
        if (!state.ended()) {
            answer.setFlightDescriptor(next);
        }
        return answer.build();
    }

    private static Flight.FlightInfo flightInfo(PolledQuery query, List<ByteString> tickets, FlightDescriptor next) {
        String metadata = "{\"godwit\":\"query\",\"query\":\"" + query.queryId() + "\"}";
        return Flight.FlightInfo.newBuilder()
                .setSchema(SchemaBytes.of(query.schema()))
                .setFlightDescriptor(next)
                .addAllEndpoint(tickets.stream()
                        .map(ticket -> FlightInfos.endpoint(ticket, query.expiry()))
                        .toList())
                .setOrdered(true)
                .setTotalRecords(-1)
                .setTotalBytes(-1)
                .setAppMetadata(ByteString.copyFrom(metadata, StandardCharsets.UTF_8))
                .build();
    }

    private static Flight.PollInfo atOnce(Flight.FlightInfo info) {
        Flight.PollInfo.Builder answer =
                Flight.PollInfo.newBuilder().setInfo(info).setProgress(1);
        if (info.getEndpoint(0).hasExpirationTime()) {
            answer.setExpirationTime(info.getEndpoint(0).getExpirationTime());
        }
        return answer.build();
    }
}

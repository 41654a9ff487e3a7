package io.godwit.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import io.godwit.server.testing.Numbers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.PollInfo;
import org.apache.arrow.flight.RenewFlightEndpointRequest;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.flight.sql.impl.FlightSql;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PollTest {
    private static final long ROWS = 2_000_000;
    private static final Map<String, String> KEY = Map.of("ticket.key", "shared by two replicas");

    private TestServer server;
    private FlightClient client;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(KEY);
        client = server.connectFlight();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.close();
    }

    @Test
    void endpointsAreAddedUntilTheResultIsWhole() throws Exception {
        server.planner.teach("numbers", new Numbers(ROWS, 50_000));
        List<FlightEndpoint> seen = new ArrayList<>();
        PollInfo poll = client.pollInfo(statement("numbers"));
        while (poll.getFlightDescriptor().isPresent()) {
            List<FlightEndpoint> now = poll.getFlightInfo().getEndpoints();
            assertThat(now.subList(0, seen.size())).isEqualTo(seen);
            seen = now;
            poll = client.pollInfo(poll.getFlightDescriptor().get());
        }
        assertThat(poll.getProgress()).hasValue(1.0);
        List<FlightEndpoint> all = poll.getFlightInfo().getEndpoints();
        assertThat(all).hasSizeGreaterThan(1);
        assertThat(all.subList(0, seen.size())).isEqualTo(seen);
        List<Long> numbers = new ArrayList<>();
        for (FlightEndpoint endpoint : all) {
            numbers.addAll(read(client, endpoint.getTicket(), 0));
        }
        assertThat(numbers).isEqualTo(LongStream.range(0, ROWS).boxed().toList());
        List<Long> part = read(client, all.get(1).getTicket(), 0);
        assertThat(read(client, all.get(1).getTicket(), 1000)).isEqualTo(part.subList(1000, part.size()));
    }

    @Test
    void aRunningQueryAnswersWithWhatItHasAndCanBeCancelled() throws Exception {
        Waiting waiting = new Waiting();
        server.planner.teach("waiting", waiting);
        PollInfo poll = client.pollInfo(statement("waiting"));
        assertThat(poll.getFlightDescriptor()).isPresent();
        client.cancelFlightInfo(new CancelFlightInfoRequest(poll.getFlightInfo()));
        assertThat(waiting.closed.await(10, SECONDS)).isTrue();
        assertThatThrownBy(() -> pollToTheEnd(poll))
                .isInstanceOfSatisfying(
                        FlightRuntimeException.class,
                        e -> assertThat(e.status().code()).isEqualTo(FlightStatusCode.CANCELLED));
    }

    @Test
    void whatNobodyAsksAboutEnds() throws Exception {
        Waiting waiting = new Waiting();
        server.planner.teach("waiting", waiting);
        PollInfo poll = client.pollInfo(statement("waiting"));
        server.clock.advance(Duration.ofMinutes(11));
        assertThatThrownBy(() -> pollToTheEnd(poll)).hasMessageContaining("nobody asked about it for too long");
        assertThat(waiting.closed.await(10, SECONDS)).isTrue();
    }

    @Test
    void aFailureIsToldWhenItIsAskedFor() {
        server.planner.teach("breaks", new Breaking(new Numbers(100_000, 1_000), 5));
        assertThatThrownBy(() -> pollToTheEnd(client.pollInfo(statement("breaks"))))
                .hasMessageContaining("part-00007.parquet")
                .hasMessageContaining("(query ");
    }

    @Test
    void metadataIsThereAtOnce() {
        PollInfo poll = client.pollInfo(command(FlightSql.CommandGetCatalogs.getDefaultInstance()));
        assertThat(poll.getFlightDescriptor()).isEmpty();
        assertThat(poll.getFlightInfo().getEndpoints()).hasSize(1);
    }

    @Test
    void aRenewedPartLivesLonger() throws Exception {
        server.planner.teach("numbers", new Numbers(10, 10));
        PollInfo poll = pollToTheEnd(client.pollInfo(statement("numbers")));
        FlightEndpoint part = poll.getFlightInfo().getEndpoints().get(0);
        server.clock.advance(Duration.ofMinutes(50));
        FlightEndpoint renewed = renew(part);
        server.clock.advance(Duration.ofMinutes(50));

        assertThatThrownBy(() -> read(client, part.getTicket(), 0)).hasMessageContaining("expired");
        assertThat(read(client, renewed.getTicket(), 0)).hasSize(10);
        assertThat(renewed.getExpirationTime()).isPresent();
    }

    private FlightEndpoint renew(FlightEndpoint endpoint) throws Exception {
        try (FlightSqlClient sql = server.connect()) {
            return sql.renewFlightEndpoint(new RenewFlightEndpointRequest(endpoint));
        }
    }

    @Test
    void aPartIsAtTheServerThatRanTheQuery() throws Exception {
        server.planner.teach("numbers", new Numbers(10, 10));
        PollInfo poll = pollToTheEnd(client.pollInfo(statement("numbers")));
        try (TestServer other = new TestServer(KEY);
                FlightClient atOther = other.connectFlight()) {
            Ticket part = poll.getFlightInfo().getEndpoints().get(0).getTicket();
            assertThat(read(client, part, 0)).hasSize(10);
            assertThatThrownBy(() -> read(atOther, part, 0)).isInstanceOfSatisfying(FlightRuntimeException.class, e -> {
                assertThat(e.status().code()).isEqualTo(FlightStatusCode.UNAVAILABLE);
                assertThat(e.getMessage()).contains("is at the server that ran it");
            });
        }
    }

    private PollInfo pollToTheEnd(PollInfo first) {
        PollInfo poll = first;
        while (poll.getFlightDescriptor().isPresent()) {
            poll = client.pollInfo(poll.getFlightDescriptor().get());
        }
        return poll;
    }

    private static FlightDescriptor statement(String sql) {
        return command(
                FlightSql.CommandStatementQuery.newBuilder().setQuery(sql).build());
    }

    private static FlightDescriptor command(com.google.protobuf.Message command) {
        return FlightDescriptor.command(Any.pack(command).toByteArray());
    }

    private static List<Long> read(FlightClient client, Ticket ticket, long from) throws Exception {
        FlightCallHeaders headers = new FlightCallHeaders();
        headers.insert("godwit-row-offset", Long.toString(from));
        try (FlightStream stream = client.getStream(ticket, new HeaderCallOption(headers))) {
            List<Long> numbers = new ArrayList<>();
            while (stream.next()) {
                BigIntVector vector = (BigIntVector) stream.getRoot().getVector(0);
                for (int row = 0; row < vector.getValueCount(); row++) {
                    numbers.add(vector.get(row));
                }
            }
            return numbers;
        }
    }
}

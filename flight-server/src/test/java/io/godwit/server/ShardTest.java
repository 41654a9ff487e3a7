package io.godwit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.server.testing.Numbers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.SessionOptionValueFactory;
import org.apache.arrow.flight.SetSessionOptionsRequest;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.client.ClientCookieMiddleware;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShardTest {
    private static final int ROWS = 50_000;
    private static final Map<String, String> KEY = Map.of("ticket.key", "shared by two replicas");

    private TestServer server;
    private FlightSqlClient client;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(KEY);
        server.planner.teach("numbers", new Numbers(ROWS, 3_000));
        client = server.connect();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.close();
    }

    @Test
    void whoDoesNotAskGetsOneEndpoint() {
        assertThat(client.execute("numbers").getEndpoints()).hasSize(1);
    }

    @Test
    void endpointsAreDisjointAndTogetherTheWhole() throws Exception {
        for (int count : new int[] {1, 2, 5, 40}) {
            FlightInfo info = client.execute("numbers", header("godwit-shards", count));
            assertThat(info.getEndpoints()).hasSize(count);
            List<Long> all = new ArrayList<>();
            for (FlightEndpoint endpoint : info.getEndpoints()) {
                all.addAll(read(client, endpoint.getTicket()));
            }
            assertThat(all).containsExactlyInAnyOrderElementsOf(numbers());
        }
    }

    @Test
    void workersOfOneTicketTakeTheirPartsByRank() throws Exception {
        Ticket whole = client.execute("numbers").getEndpoints().get(0).getTicket();
        List<Long> all = new ArrayList<>();
        for (int rank = 0; rank < 3; rank++) {
            List<Long> part = read(client, whole, header("godwit-shard", rank + "/3"));
            Ticket own = client.execute("numbers", header("godwit-shard", rank + "/3"))
                    .getEndpoints()
                    .get(0)
                    .getTicket();
            assertThat(read(client, own)).isEqualTo(part);
            assertThat(read(client, own, header("godwit-shard", rank + "/3"))).isEqualTo(part);
            all.addAll(part);
        }
        assertThat(all).containsExactlyInAnyOrderElementsOf(numbers());
    }

    @Test
    void aPartGoesOnAtARowAndAtAnotherReplica() throws Exception {
        try (TestServer other = new TestServer(KEY);
                FlightSqlClient atOther = other.connect()) {
            other.planner.teach("numbers", new Numbers(ROWS, 1_000));
            Ticket part = client.execute("numbers", header("godwit-shards", 4))
                    .getEndpoints()
                    .get(2)
                    .getTicket();
            List<Long> rows = read(client, part);
            assertThat(read(atOther, part)).isEqualTo(rows);
            assertThat(read(atOther, part, header("godwit-row-offset", 5_000)))
                    .isEqualTo(rows.subList(5_000, rows.size()));
        }
    }

    @Test
    void eachPartClosesWithItsOwnSums() throws Exception {
        long rows = 0;
        for (FlightEndpoint endpoint :
                client.execute("numbers", header("godwit-shards", 4)).getEndpoints()) {
            try (FlightStream stream = client.getStream(endpoint.getTicket())) {
                String closing = closing(stream);
                assertThat(closing).containsPattern("\"shard\":\"[0-3]/4\"");
                rows += Long.parseLong(closing.replaceAll(".*\"rows\":(\\d+).*", "$1"));
            }
        }
        assertThat(rows).isEqualTo(ROWS);
    }

    @Test
    void aSessionAsksForAllItsStatements() throws Exception {
        try (FlightSqlClient inSession = server.connect(new ClientCookieMiddleware.Factory())) {
            assertThat(set(inSession, "shards", "3")).isTrue();
            assertThat(inSession.execute("numbers").getEndpoints()).hasSize(3);
            assertThat(inSession
                            .execute("numbers", header("godwit-shard", "0/2"))
                            .getEndpoints())
                    .hasSize(1);
            assertThat(set(inSession, "shards", "many")).isFalse();
            assertThat(set(inSession, "shards", "")).isTrue();
            assertThat(inSession.execute("numbers").getEndpoints()).hasSize(1);
        }
    }

    @Test
    void aResultThatMayVaryStaysWhole() throws Exception {
        server.planner.teach("unordered", new Unordered());
        FlightInfo info = client.execute("unordered", header("godwit-shards", 4));
        assertThat(info.getEndpoints()).hasSize(1);
        assertThat(read(client, info.getEndpoints().get(0).getTicket())).hasSize(10);
        assertThatThrownBy(() -> client.execute("unordered", header("godwit-shard", "1/4")))
                .hasMessageContaining("has no parts");
    }

    @Test
    void whatMakesNoSenseIsRefusedWithItsValue() {
        for (String shards : List.of("0", "1025", "-1", "many")) {
            assertThatThrownBy(() -> client.execute("numbers", header("godwit-shards", shards)))
                    .hasMessageContaining("a number from 1 to 1024; got \"" + shards + "\"");
        }
        for (String shard : List.of("4/4", "1", "-1/2", "0/0", "9999999999/99999999999")) {
            assertThatThrownBy(() -> client.execute("numbers", header("godwit-shard", shard)))
                    .hasMessageContaining("such as 0/8");
        }
        assertThatThrownBy(() -> client.execute("numbers", header("godwit-shuffle", "x")))
                .hasMessageContaining("such as 42/0");
        assertThatThrownBy(() -> client.execute("numbers", header("godwit-shuffle", "42/1")))
                .hasMessageContaining("cannot be shuffled");
        Ticket part = client.execute("numbers", header("godwit-shard", "1/4"))
                .getEndpoints()
                .get(0)
                .getTicket();
        assertThatThrownBy(() -> read(client, part, header("godwit-shard", "2/4")))
                .hasMessageContaining("another part");
    }

    private static boolean set(FlightSqlClient client, String option, String value) {
        return client.setSessionOptions(new SetSessionOptionsRequest(
                        Map.of(option, SessionOptionValueFactory.makeSessionOptionValue(value))))
                .getErrors()
                .isEmpty();
    }

    private static CallOption header(String name, Object value) {
        FlightCallHeaders headers = new FlightCallHeaders();
        headers.insert(name, value.toString());
        return new HeaderCallOption(headers);
    }

    private static List<Long> read(FlightSqlClient client, Ticket ticket, CallOption... options) throws Exception {
        try (FlightStream stream = client.getStream(ticket, options)) {
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

    private static String closing(FlightStream stream) {
        String closing = "";
        while (stream.next()) {
            if (stream.getLatestMetadata() != null) {
                byte[] bytes = new byte[(int) stream.getLatestMetadata().readableBytes()];
                stream.getLatestMetadata().getBytes(0, bytes);
                closing = new String(bytes, StandardCharsets.UTF_8);
            }
        }
        return closing;
    }

    private static List<Long> numbers() {
        return LongStream.range(0, ROWS).boxed().toList();
    }
}

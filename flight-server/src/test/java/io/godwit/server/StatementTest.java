package io.godwit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.server.testing.Numbers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatementTest {
    private TestServer server;
    private FlightSqlClient client;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
        server.planner.teach("numbers", new Numbers(200_000, 60_000));
        client = server.connect();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.close();
    }

    @Test
    void everyRowArrivesOnceAndInOrder() throws Exception {
        FlightInfo info = client.execute("numbers");

        assertThat(info.getSchema()).isEqualTo(Numbers.SCHEMA);
        assertThat(info.getEndpoints()).hasSize(1);
        assertThat(info.getEndpoints().get(0).getLocations()).isEmpty();
        assertThat(read(ticket(info))).isEqualTo(numbers(0, 200_000));
    }

    @Test
    void theStreamEndsWithAnEmptyBatchThatStatesItsSums() throws Exception {
        try (FlightStream stream = client.getStream(ticket(client.execute("numbers")))) {
            String metadata = "";
            int lastRows = -1;
            while (stream.next()) {
                lastRows = stream.getRoot().getRowCount();
                if (stream.getLatestMetadata() != null) {
                    byte[] bytes = new byte[(int) stream.getLatestMetadata().readableBytes()];
                    stream.getLatestMetadata().getBytes(0, bytes);
                    metadata = new String(bytes, StandardCharsets.UTF_8);
                }
            }
            assertThat(lastRows).isZero();
            assertThat(metadata)
                    .contains("\"godwit\":\"end\"", "\"rows\":200000", "\"first_row\":0")
                    .containsPattern("\"crc32c\":\"[0-9a-f]{8}\"");
        }
    }

    @Test
    void batchesAreCutByBytes() throws Exception {
        server.planner.teach("one batch", new Numbers(1_000_000, 1_000_000));
        try (FlightStream stream = client.getStream(ticket(client.execute("one batch")))) {
            long next = 0;
            while (stream.next()) {
                assertThat(stream.getRoot().getRowCount()).isLessThan(200_000);
                BigIntVector numbers = (BigIntVector) stream.getRoot().getVector(0);
                if (numbers.getValueCount() > 0) {
                    assertThat(numbers.get(0)).isEqualTo(next);
                    next += numbers.getValueCount();
                }
            }
            assertThat(next).isEqualTo(1_000_000);
        }
    }

    @Test
    void aTicketCanBeFetchedAgainAndWithoutPlanningAgain() throws Exception {
        Ticket ticket = ticket(client.execute("numbers"));
        assertThat(read(ticket)).isEqualTo(read(ticket));
        assertThat(server.planner.plans()).isEqualTo(1);
    }

    @Test
    void aBrokenFetchGoesOnAtARow() throws Exception {
        Ticket ticket = ticket(client.execute("numbers"));
        assertThat(readFrom(ticket, "123456")).isEqualTo(numbers(123_456, 200_000));
        assertThat(readFrom(ticket, "200000")).isEmpty();
        assertThatThrownBy(() -> readFrom(ticket, "200001")).hasMessageContaining("only 200,000 rows");
        assertThatThrownBy(() -> readFrom(ticket, "-1")).hasMessageContaining("godwit-row-offset");
    }

    @Test
    void anotherReplicaWithTheKeyServesTheTicketAndOneWithoutDoesNot() throws Exception {
        Map<String, String> key = Map.of("ticket.key", "shared by two replicas");
        try (TestServer one = new TestServer(key);
                TestServer other = new TestServer(key);
                FlightSqlClient atOne = one.connect();
                FlightSqlClient atOther = other.connect()) {
            one.planner.teach("numbers", new Numbers(100, 10));
            other.planner.teach("numbers", new Numbers(100, 10));
            Ticket ticket = ticket(atOne.execute("numbers"));
            assertThat(numbersOf(atOther.getStream(ticket))).isEqualTo(numbers(0, 100));
            assertThatThrownBy(() -> read(ticket)).hasMessageContaining("not sealed by this server");
        }
    }

    @Test
    void aResultThatMayVaryCannotGoOnAtARow() throws Exception {
        server.planner.teach("unordered", new Unordered());
        Ticket ticket = ticket(client.execute("unordered"));
        assertThat(readFrom(ticket, "0")).hasSize(10);
        assertThatThrownBy(() -> readFrom(ticket, "5"))
                .isInstanceOfSatisfying(
                        FlightRuntimeException.class,
                        e -> assertThat(e.getMessage()).contains("add ORDER BY"));
    }

    @Test
    void aForgedOrExpiredTicketIsRefused() throws Exception {
        Ticket ticket = ticket(client.execute("numbers"));
        for (int position : new int[] {0, 2, 3, 20, ticket.getBytes().length - 1}) {
            byte[] forged = ticket.getBytes().clone();
            forged[position] ^= 1;
            assertThatThrownBy(() -> read(new Ticket(forged))).isInstanceOf(FlightRuntimeException.class);
        }
        server.clock.advance(Duration.ofHours(2));
        assertThatThrownBy(() -> read(ticket)).isInstanceOfSatisfying(FlightRuntimeException.class, e -> {
            assertThat(e.status().code()).isEqualTo(FlightStatusCode.NOT_FOUND);
            assertThat(e.getMessage()).contains("expired at").contains("GetFlightInfo");
        });
    }

    @Test
    void whatCannotBePlannedIsSaidWhenItIsAnnounced() {
        assertThatThrownBy(() -> client.execute("nonsense")).isInstanceOfSatisfying(FlightRuntimeException.class, e -> {
            assertThat(e.status().code()).isEqualTo(FlightStatusCode.INVALID_ARGUMENT);
            assertThat(e.getMessage()).contains("Line 1, column 1").containsPattern("\\(query [0-9a-f]{16}\\)");
        });
    }

    @Test
    void aFailureInTheMiddleIsAnErrorAndNoShortResult() throws Exception {
        server.planner.teach("breaks", new Breaking(new Numbers(100_000, 1_000), 5));
        assertThatThrownBy(() -> read(ticket(client.execute("breaks"))))
                .isInstanceOfSatisfying(FlightRuntimeException.class, e -> {
                    assertThat(e.status().code()).isEqualTo(FlightStatusCode.INTERNAL);
                    assertThat(e.getMessage()).contains("part-00007.parquet").contains("(query ");
                });
    }

    @Test
    void aDefectIsNamedAndNotHidden() throws Exception {
        server.planner.teach("defect", new Defective());
        assertThatThrownBy(() -> read(ticket(client.execute("defect"))))
                .hasMessageContaining("a defect")
                .hasMessageContaining("ArithmeticException");
    }

    @Test
    void aStatementWithEffectsRunsOnceHoweverOftenItsAnswerIsFetched() throws Exception {
        Counting counting = new Counting();
        server.planner.teach("CREATE TRAINING DATASET d AS SELECT 1", counting);
        FlightInfo info = client.execute("CREATE TRAINING DATASET d AS SELECT 1");
        assertThat(counting.runs.get()).isEqualTo(1);
        assertThat(read(ticket(info))).isEqualTo(List.of(0L));
        assertThat(read(ticket(info))).isEqualTo(List.of(0L));
        assertThat(counting.runs.get()).isEqualTo(1);

        assertThat(client.executeUpdate("CREATE TRAINING DATASET d AS SELECT 1"))
                .isEqualTo(-1);
        assertThat(counting.runs.get()).isEqualTo(2);
    }

    @Test
    void aQueryIsNoUpdate() {
        assertThatThrownBy(() -> client.executeUpdate("numbers")).hasMessageContaining("run it as a query");
    }

    @Test
    void theSchemaIsToldWithoutRunning() {
        Counting counting = new Counting();
        server.planner.teach("effects", counting);
        assertThat(client.getExecuteSchema("effects").getSchema()).isEqualTo(Numbers.SCHEMA);
        assertThat(counting.runs.get()).isZero();
    }

    private List<Long> read(Ticket ticket) throws Exception {
        return numbersOf(client.getStream(ticket));
    }

    private List<Long> readFrom(Ticket ticket, String row) throws Exception {
        FlightCallHeaders headers = new FlightCallHeaders();
        headers.insert("godwit-row-offset", row);
        return numbersOf(client.getStream(ticket, new HeaderCallOption(headers)));
    }

    private static List<Long> numbersOf(FlightStream opened) throws Exception {
        try (FlightStream stream = opened) {
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

    private static List<Long> numbers(long from, long to) {
        return java.util.stream.LongStream.range(from, to).boxed().toList();
    }

    private static Ticket ticket(FlightInfo info) {
        return info.getEndpoints().get(0).getTicket();
    }
}

package io.godwit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.Parameters;
import io.godwit.server.testing.InMemoryPlanner;
import io.godwit.server.testing.Numbers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
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
        Ticket part = client.execute("numbers", header("godwit-shard", "1/4"))
                .getEndpoints()
                .get(0)
                .getTicket();
        assertThatThrownBy(() -> read(client, part, header("godwit-shard", "2/4")))
                .hasMessageContaining("another part");
    }

    @Test
    void aShuffledResultHasAllRowsInTheOrderOfItsSeedAndEpoch() throws Exception {
        List<Long> epoch = readAll("godwit-shuffle", "42/1", 1);
        assertThat(epoch).isNotEqualTo(numbers()).containsExactlyInAnyOrderElementsOf(numbers());
        assertThat(readAll("godwit-shuffle", "42/1", 5)).isEqualTo(epoch);
        assertThat(readAll("godwit-shuffle", "42/2", 1)).isNotEqualTo(epoch);
    }

    @Test
    void aResultIsComputedOnceForAllItsParts() throws Exception {
        CountedRuns counted = new CountedRuns();
        server.planner.teach("counted", counted);
        FlightInfo info = client.execute("counted", header("godwit-shards", 6));
        assertThat(info.getOrdered()).isTrue();
        List<FlightStream> open = new ArrayList<>();
        for (FlightEndpoint endpoint : info.getEndpoints()) {
            open.add(client.getStream(endpoint.getTicket()));
        }
        List<Long> all = new ArrayList<>();
        for (FlightStream stream : open) {
            all.addAll(rest(stream));
            stream.close();
        }
        assertThat(all).isEqualTo(numbers());
        assertThat(readAll("godwit-shuffle", "1/1", 3, "counted")).hasSize(ROWS);
        assertThat(counted.runs.get()).isEqualTo(1);
    }

    @Test
    void whoWaitsForAPartKeepsNoThread() throws Exception {
        try (TestServer narrow = new TestServer(Map.of("query.max-running", "1"));
                FlightSqlClient atNarrow = narrow.connect()) {
            CountedRuns held = new CountedRuns();
            held.mayRun = new CountDownLatch(1);
            narrow.planner.teach("held", held).teach("numbers", new Numbers(10, 10));
            List<FlightStream> waiting = new ArrayList<>();
            for (FlightEndpoint endpoint :
                    atNarrow.execute("held", header("godwit-shards", 3)).getEndpoints()) {
                waiting.add(atNarrow.getStream(endpoint.getTicket()));
            }
            held.began.await();
            held.mayRun.countDown();
            List<Long> all = new ArrayList<>();
            for (FlightStream stream : waiting) {
                all.addAll(rest(stream));
                stream.close();
            }
            assertThat(all).isEqualTo(numbers());
        }
    }

    @Test
    void aComputationNobodyWaitsForEnds() throws Exception {
        CountedRuns held = new CountedRuns();
        held.mayRun = new CountDownLatch(1);
        server.planner.teach("held", held);
        Ticket part = client.execute("held", header("godwit-shards", 2))
                .getEndpoints()
                .get(0)
                .getTicket();
        FlightStream waiting = client.getStream(part);
        held.began.await();
        waiting.cancel("leaving", null);
        waiting.close();
        held.ended.await();
        held.mayRun.countDown();
        assertThat(read(client, part)).isEqualTo(numbers().subList(0, ROWS / 2));
        assertThat(held.runs.get()).isEqualTo(2);
    }

    /** Again and again, since who asks right after being told must not find what has just failed. */
    @RepeatedTest(10)
    void aComputationThatFailsTellsAllWhoWait() throws Exception {
        CountedRuns failing = new CountedRuns();
        failing.failure = new GodwitException(ErrorCode.RESOURCE_EXHAUSTED, "Too much to add up");
        server.planner.teach("failing", failing);
        FlightInfo info = client.execute("failing", header("godwit-shards", 3));
        for (FlightEndpoint endpoint : info.getEndpoints()) {
            assertThatThrownBy(() -> read(client, endpoint.getTicket())).hasMessageContaining("Too much to add up");
        }
        failing.failure = null;
        assertThat(read(client, info.getEndpoints().get(2).getTicket())).hasSizeBetween(ROWS / 3, ROWS / 3 + 1);
    }

    @Test
    void aResultNobodyAsksForGoes() throws Exception {
        try (TestServer impatient = new TestServer(Map.of("query.stall-timeout", "60s"));
                FlightSqlClient at = impatient.connect()) {
            CountedRuns counted = new CountedRuns();
            impatient.planner.teach("counted", counted);
            Ticket part = at.execute("counted", header("godwit-shards", 2))
                    .getEndpoints()
                    .get(1)
                    .getTicket();
            List<Long> rows = read(at, part);
            impatient.clock.advance(Duration.ofSeconds(61));
            assertThat(read(at, part, header("godwit-row-offset", 7))).isEqualTo(rows.subList(7, rows.size()));
            assertThat(counted.runs.get()).isEqualTo(2);
        }
    }

    private List<Long> readAll(String header, String value, int count) throws Exception {
        return readAll(header, value, count, "numbers");
    }

    private List<Long> readAll(String header, String value, int count, String sql) throws Exception {
        FlightCallHeaders headers = new FlightCallHeaders();
        headers.insert(header, value);
        headers.insert("godwit-shards", String.valueOf(count));
        List<Long> all = new ArrayList<>();
        for (FlightEndpoint endpoint :
                client.execute(sql, new HeaderCallOption(headers)).getEndpoints()) {
            all.addAll(read(client, endpoint.getTicket()));
        }
        return all;
    }

    /** All numbers, counting how often they are made. */
    private static final class CountedRuns implements InMemoryPlanner.Lesson {
        final AtomicInteger runs = new AtomicInteger();
        final CountDownLatch began = new CountDownLatch(1);
        final CountDownLatch ended = new CountDownLatch(1);
        volatile CountDownLatch mayRun = new CountDownLatch(0);
        volatile GodwitException failure;

        @Override
        public Schema schema() {
            return Numbers.SCHEMA;
        }

        @Override
        public BatchStream run(ExecutionContext context, Parameters parameters) {
            runs.incrementAndGet();
            began.countDown();
            context.cancellation().onCancel(mayRun::countDown);
            context.cancellation().onCancel(ended::countDown);
            try {
                mayRun.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            context.cancellation().check();
            if (failure != null) {
                throw failure;
            }
            return new Numbers(ROWS, 3_000).run(context, parameters);
        }
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
            return rest(stream);
        }
    }

    private static List<Long> rest(FlightStream stream) {
        List<Long> numbers = new ArrayList<>();
        while (stream.next()) {
            BigIntVector vector = (BigIntVector) stream.getRoot().getVector(0);
            for (int row = 0; row < vector.getValueCount(); row++) {
                numbers.add(vector.get(row));
            }
        }
        return numbers;
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

package io.godwit.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.Parameters;
import io.godwit.server.testing.InMemoryPlanner;
import io.godwit.server.testing.Numbers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class ResultCacheTest {
    private static final int ROWS = 100_000;

    private final Runs runs = new Runs(new AtomicInteger(), true);

    @Test
    void theThirdReadingRunsNothingAndSendsTheSame() throws Exception {
        try (TestServer server = new TestServer(Map.of("stream.batch-bytes", "128kb"));
                FlightSqlClient client = server.connect()) {
            server.planner.teach("numbers", runs);
            Read first = read(client, "numbers");
            assertThat(first.numbers()).isEqualTo(numbers(0));
            assertThat(read(client, "numbers")).isEqualTo(first);
            for (int again = 0; again < 3; again++) {
                assertThat(read(client, "numbers")).isEqualTo(first);
            }
            assertThat(runs.count.get()).isEqualTo(2);
        }
    }

    @Test
    void aCachedResultGoesOnAtABatchAndAnyOtherRow() throws Exception {
        try (TestServer server = new TestServer(Map.of("stream.batch-bytes", "128kb"));
                FlightSqlClient client = server.connect()) {
            server.planner.teach("numbers", runs);
            read(client, "numbers");
            Read whole = read(client, "numbers");
            int border = whole.batchRows().get(0) + whole.batchRows().get(1);
            assertThat(read(client, "numbers", offset(border)).numbers()).isEqualTo(numbers(border));
            assertThat(runs.count.get()).isEqualTo(2);
            assertThat(read(client, "numbers", offset(border + 1)).numbers()).isEqualTo(numbers(border + 1));
            assertThat(runs.count.get()).isEqualTo(3);
        }
    }

    @Test
    void aPartAndAnotherTextAreOtherResults() throws Exception {
        try (TestServer server = new TestServer();
                FlightSqlClient client = server.connect()) {
            server.planner.teach("numbers", runs);
            Runs few = new Runs(new AtomicInteger(), true, 10);
            server.planner.teach("few numbers", few);
            for (int again = 0; again < 3; again++) {
                read(client, "numbers");
                read(client, "few numbers");
            }
            assertThat(read(client, "few numbers").numbers()).hasSize(10);
            assertThat(read(client, "numbers", header("godwit-shard", "1/2")).numbers())
                    .hasSizeBetween(ROWS / 3, 2 * ROWS / 3);
        }
    }

    @Test
    void whatMayVaryIsNeverKept() throws Exception {
        Runs varying = new Runs(new AtomicInteger(), false);
        try (TestServer server = new TestServer();
                FlightSqlClient client = server.connect()) {
            server.planner.teach("varying", varying);
            for (int again = 0; again < 4; again++) {
                read(client, "varying");
            }
            assertThat(varying.count.get()).isEqualTo(4);
        }
    }

    @Test
    void nothingIsKeptWhereThereIsNoRoom() throws Exception {
        for (String bytes : List.of("0", "1mb")) {
            Runs large = new Runs(new AtomicInteger(), true);
            try (TestServer server = new TestServer(Map.of("cache.results-bytes", bytes));
                    FlightSqlClient client = server.connect()) {
                server.planner.teach("numbers", large);
                for (int again = 0; again < 4; again++) {
                    assertThat(read(client, "numbers").numbers()).hasSize(ROWS);
                }
                assertThat(large.count.get()).isEqualTo(4);
            }
        }
    }

    @Test
    void oldResultsGoWhenOthersAreRead() throws Exception {
        try (TestServer server = new TestServer(Map.of("cache.results-bytes", "8mb", "stream.batch-bytes", "128kb"));
                FlightSqlClient client = server.connect()) {
            for (int statement = 0; statement < 12; statement++) {
                server.planner.teach("numbers " + statement, new Runs(new AtomicInteger(), true));
                for (int again = 0; again < 3; again++) {
                    assertThat(read(client, "numbers " + statement).numbers()).isEqualTo(numbers(0));
                }
            }
        }
    }

    @Test
    void aReaderWhoLeavesInTheMiddleLeavesNothingHalf() throws Exception {
        try (TestServer server = new TestServer(Map.of("stream.batch-bytes", "64kb"));
                FlightSqlClient client = server.connect()) {
            server.planner.teach("numbers", runs);
            read(client, "numbers");
            for (int again = 0; again < 3; again++) {
                var ticket = client.execute("numbers").getEndpoints().get(0).getTicket();
                FlightStream left = client.getStream(ticket);
                left.next();
                left.cancel("leaving", null);
                left.close();
            }
            assertThat(read(client, "numbers").numbers()).isEqualTo(numbers(0));
        }
    }

    /** Numbers that count how often they are made. */
    private record Runs(AtomicInteger count, boolean isReplayable, int rows) implements InMemoryPlanner.Lesson {
        Runs(AtomicInteger count, boolean isReplayable) {
            this(count, isReplayable, ROWS);
        }

        @Override
        public Schema schema() {
            return Numbers.SCHEMA;
        }

        @Override
        public BatchStream run(ExecutionContext context, Parameters parameters) {
            count.incrementAndGet();
            return new Numbers(rows, 20_000).run(context, parameters);
        }
    }

    /** What came, and the closing batch without the query's id. */
    private record Read(List<Long> numbers, List<Integer> batchRows, String closing) {}

    private static Read read(FlightSqlClient client, String sql, CallOption... options) throws Exception {
        var ticket = client.execute(sql).getEndpoints().get(0).getTicket();
        try (FlightStream stream = client.getStream(ticket, options)) {
            List<Long> numbers = new ArrayList<>();
            List<Integer> batchRows = new ArrayList<>();
            String closing = "";
            while (stream.next()) {
                BigIntVector vector = (BigIntVector) stream.getRoot().getVector(0);
                for (int row = 0; row < vector.getValueCount(); row++) {
                    numbers.add(vector.get(row));
                }
                batchRows.add(stream.getRoot().getRowCount());
                if (stream.getLatestMetadata() != null) {
                    byte[] bytes = new byte[(int) stream.getLatestMetadata().readableBytes()];
                    stream.getLatestMetadata().getBytes(0, bytes);
                    closing = new String(bytes, StandardCharsets.UTF_8).replaceAll("\"query\":\"[^\"]*\"", "");
                }
            }
            return new Read(numbers, batchRows, closing);
        }
    }

    private static CallOption offset(long row) {
        return header("godwit-row-offset", Long.toString(row));
    }

    private static CallOption header(String name, String value) {
        FlightCallHeaders headers = new FlightCallHeaders();
        headers.insert(name, value);
        return new HeaderCallOption(headers);
    }

    private static List<Long> numbers(long from) {
        return LongStream.range(from, ROWS).boxed().toList();
    }
}

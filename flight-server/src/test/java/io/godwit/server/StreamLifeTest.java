package io.godwit.server;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.Parameters;
import io.godwit.server.testing.InMemoryPlanner;
import io.godwit.server.testing.Numbers;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallOptions;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StreamLifeTest {
    private static final int ENDPOINTS = 12;
    private static final long ROWS = 1_000_000;

    @Test
    void twelveStreamsOpenedAtOnceAndReadOneByOneFinishOnTwoDrivers() throws Exception {
        try (TestServer server = new TestServer(Map.of("query.max-running", "2", "stream.batch-bytes", "256kb"));
                FlightSqlClient client = server.connect()) {
            server.planner.teach("numbers", new Numbers(ROWS, 20_000));
            List<FlightStream> streams = open(client, ENDPOINTS);
            for (FlightStream stream : streams) {
                assertThat(rowsOf(stream)).isEqualTo(ROWS);
            }
        }
    }

    @Test
    void aClientThatLeavesTwelveStreamsUnreadFreesTheServer() throws Exception {
        try (TestServer server = new TestServer(Map.of("query.max-running", "2", "stream.batch-bytes", "256kb"))) {
            server.planner.teach("numbers", new Numbers(ROWS, 20_000));
            Waiting waiting = new Waiting();
            server.planner.teach("waiting", waiting);
            try (FlightSqlClient leaving = server.connect()) {
                List<FlightStream> streams = open(leaving, ENDPOINTS);
                FlightStream waitingStream = leaving.getStream(ticket(leaving.execute("waiting")));
                assertThat(waitingStream.next()).isTrue();
                for (FlightStream stream : streams) {
                    stream.cancel("leaving", null);
                    stream.close();
                }
                waitingStream.cancel("leaving", null);
                waitingStream.close();
            }
            assertThat(waiting.closed.await(10, SECONDS)).isTrue();
            try (FlightSqlClient next = server.connect()) {
                assertThat(rowsOf(next.getStream(ticket(next.execute("numbers")))))
                        .isEqualTo(ROWS);
            }
        }
    }

    @Test
    void aClientThatReadsNothingIsGivenUpAndOneThatWaitsForTheServerIsNot() throws Exception {
        try (TestServer server = new TestServer(Map.of("query.stall-timeout", "60s", "stream.batch-bytes", "256kb"));
                FlightSqlClient client = server.connect();
                FlightClient watcher = server.connectFlight()) {
            server.planner.teach("numbers", new Numbers(ROWS, 20_000));
            Held held = new Held(new CountDownLatch(1));
            server.planner.teach("held", held);
            FlightStream unread = client.getStream(ticket(client.execute("numbers")));
            eventually(watcher, "\"waiting_for_client\":1");
            FlightStream computing = client.getStream(ticket(client.execute("held")));
            eventually(watcher, "\"running\":1");
            // What was on its way may be taken after the clock was put forward: then the wait begins anew.
            while (!status(watcher).contains("\"open\":1")) {
                server.clock.advance(Duration.ofSeconds(61));
                Thread.sleep(200);
            }
            held.mayGoOn.countDown();
            assertThat(rowsOf(computing)).isEqualTo(10);
            assertThatThrownBy(() -> rowsOf(unread)).hasMessageContaining("read nothing for 60 s");
        }
    }

    /** Computes its first batch until it may go on. */
    private record Held(CountDownLatch mayGoOn) implements InMemoryPlanner.Lesson {
        @Override
        public Schema schema() {
            return Numbers.SCHEMA;
        }

        @Override
        public BatchStream run(ExecutionContext context, Parameters parameters) {
            try {
                mayGoOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Numbers(10, 10).run(context, parameters);
        }
    }

    @Test
    void aDeadlineReachesTheQuery() throws Exception {
        try (TestServer server = new TestServer();
                FlightSqlClient client = server.connect()) {
            Waiting waiting = new Waiting();
            server.planner.teach("waiting", waiting);
            Ticket ticket = ticket(client.execute("waiting"));
            assertThatThrownBy(() -> rowsOf(client.getStream(ticket, CallOptions.timeout(300, MILLISECONDS))))
                    .isInstanceOfSatisfying(
                            FlightRuntimeException.class,
                            e -> assertThat(e.status().code()).isEqualTo(FlightStatusCode.TIMED_OUT));
            assertThat(waiting.closed.await(10, SECONDS)).isTrue();
        }
    }

    @Test
    void drainingFinishesRunningStreamsAndRefusesNewCalls() throws Exception {
        try (TestServer server = new TestServer(Map.of("server.drain-timeout", "20s", "stream.batch-bytes", "256kb"));
                FlightSqlClient client = server.connect()) {
            server.planner.teach("numbers", new Numbers(ROWS, 20_000));
            FlightStream running = client.getStream(ticket(client.execute("numbers")));
            assertThat(running.next()).isTrue();
            int seen = running.getRoot().getRowCount();
            CompletableFuture<Void> drained = CompletableFuture.runAsync(server::drain);
            assertThatThrownBy(() -> {
                        while (true) {
                            client.execute("numbers");
                        }
                    })
                    .isInstanceOfSatisfying(
                            FlightRuntimeException.class,
                            e -> assertThat(e.status().code()).isEqualTo(FlightStatusCode.UNAVAILABLE));
            assertThat(seen + rowsOf(running)).isEqualTo(ROWS);
            drained.get(10, SECONDS);
        }
    }

    @Test
    void whatOutlastsTheDrainIsCutWithTheReason() throws Exception {
        try (TestServer server = new TestServer(Map.of("server.drain-timeout", "100ms"));
                FlightSqlClient client = server.connect()) {
            server.planner.teach("waiting", new Waiting());
            FlightStream stream = client.getStream(ticket(client.execute("waiting")));
            assertThat(stream.next()).isTrue();
            CompletableFuture<Void> drained = CompletableFuture.runAsync(server::drain);
            assertThatThrownBy(() -> rowsOf(stream)).hasMessageContaining("The server is stopping");
            drained.get(10, SECONDS);
        }
    }

    @Test
    void onlySoManyQueriesAreOpenAtATime() throws Exception {
        try (TestServer server = new TestServer(Map.of("query.max-open", "2"));
                FlightSqlClient client = server.connect()) {
            server.planner.teach("waiting", new Waiting());
            Ticket ticket = ticket(client.execute("waiting"));
            List<FlightStream> open = new ArrayList<>();
            for (int count = 0; count < 2; count++) {
                FlightStream stream = client.getStream(ticket);
                assertThat(stream.next()).isTrue();
                open.add(stream);
            }
            assertThatThrownBy(() -> client.execute("waiting"))
                    .isInstanceOfSatisfying(FlightRuntimeException.class, e -> {
                        assertThat(e.status().code()).isEqualTo(FlightStatusCode.UNAVAILABLE);
                        assertThat(e.getMessage()).contains("query.max-open", "2 run", "(query ");
                        assertThat(e.status().metadata().get("godwit-retry-after-ms"))
                                .isEqualTo("200");
                    });
            for (FlightStream stream : open) {
                stream.cancel("enough", null);
                stream.close();
            }
        }
    }

    /** One driver is at work on the first stream, so the second waits for its turn and the third is one too many. */
    @Test
    void whoWaitsForATurnIsSeenAndCounted() throws Exception {
        try (TestServer server = new TestServer(Map.of("query.max-open", "2", "query.max-running", "1"));
                FlightClient watcher = server.connectFlight();
                FlightSqlClient client = server.connect()) {
            server.planner.teach("waiting", new Waiting());
            Ticket ticket = ticket(client.execute("waiting"));
            FlightStream first = client.getStream(ticket);
            assertThat(first.next()).isTrue();
            FlightStream second = client.getStream(ticket);
            assertThat(eventually(watcher, "\"open\":2"))
                    .contains("\"running\":1", "\"queued\":1", "\"max_running\":1");
            assertThatThrownBy(() -> rowsOf(client.getStream(ticket))).hasMessageContaining("1 wait for a turn");
            for (FlightStream stream : List.of(first, second)) {
                stream.cancel("enough", null);
                stream.close();
            }
            assertThat(eventually(watcher, "\"open\":0")).contains("\"queries\":[]");
        }
    }

    @Test
    void healthIsAnswered() throws Exception {
        try (TestServer server = new TestServer()) {
            ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.port())
                    .usePlaintext()
                    .build();
            try {
                assertThat(HealthGrpc.newBlockingStub(channel)
                                .check(HealthCheckRequest.getDefaultInstance())
                                .getStatus())
                        .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
            } finally {
                channel.shutdownNow().awaitTermination(5, SECONDS);
            }
        }
    }

    @Test
    void servicesAreListedForWhoKnowsNone() throws Exception {
        try (TestServer server = new TestServer()) {
            ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.port())
                    .usePlaintext()
                    .build();
            try {
                CompletableFuture<List<String>> services = new CompletableFuture<>();
                var asking = ServerReflectionGrpc.newStub(channel).serverReflectionInfo(new ServicesOf(services));
                asking.onNext(
                        ServerReflectionRequest.newBuilder().setListServices("").build());
                assertThat(services.get(10, SECONDS))
                        .contains("arrow.flight.protocol.FlightService", "grpc.health.v1.Health");
                asking.onCompleted();
            } finally {
                channel.shutdownNow().awaitTermination(5, SECONDS);
            }
        }
    }

    private record ServicesOf(CompletableFuture<List<String>> services)
            implements StreamObserver<ServerReflectionResponse> {
        @Override
        public void onNext(ServerReflectionResponse answer) {
            services.complete(answer.getListServicesResponse().getServiceList().stream()
                    .map(service -> service.getName())
                    .toList());
        }

        @Override
        public void onError(Throwable failure) {
            services.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {}
    }

    @Test
    void anUploadThatSaysNothingIsRefusedAndKeepsNoThread() throws Exception {
        try (TestServer server = new TestServer()) {
            ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.port())
                    .usePlaintext()
                    .build();
            try {
                CompletableFuture<Throwable> failure = new CompletableFuture<>();
                FlightServiceGrpc.newStub(channel)
                        .doPut(new FailureOf<>(failure))
                        .onCompleted();
                assertThat(failure.get(10, SECONDS)).hasMessageContaining("does not begin with what it is for");
            } finally {
                channel.shutdownNow().awaitTermination(5, SECONDS);
            }
        }
    }

    /** Waits for the call to fail. */
    private record FailureOf<T>(CompletableFuture<Throwable> failure) implements StreamObserver<T> {
        @Override
        public void onNext(T message) {
            failure.completeExceptionally(new AssertionError("answered " + message));
        }

        @Override
        public void onError(Throwable thrown) {
            failure.complete(thrown);
        }

        @Override
        public void onCompleted() {
            failure.completeExceptionally(new AssertionError("completed"));
        }
    }

    /** The first status that contains {@code part}. */
    private static String eventually(FlightClient client, String part) {
        String status;
        do {
            status = status(client);
        } while (!status.contains(part));
        return status;
    }

    private static String status(FlightClient client) {
        return new String(client.doAction(new Action("godwit.status")).next().getBody(), StandardCharsets.UTF_8);
    }

    private static List<FlightStream> open(FlightSqlClient client, int count) {
        Ticket ticket = ticket(client.execute("numbers"));
        List<FlightStream> streams = new ArrayList<>();
        for (int endpoint = 0; endpoint < count; endpoint++) {
            streams.add(client.getStream(ticket));
        }
        return streams;
    }

    private static long rowsOf(FlightStream opened) throws Exception {
        try (FlightStream stream = opened) {
            long rows = 0;
            while (stream.next()) {
                rows += stream.getRoot().getRowCount();
            }
            return rows;
        }
    }

    private static Ticket ticket(FlightInfo info) {
        return info.getEndpoints().get(0).getTicket();
    }
}

package io.godwit.server;

import io.godwit.server.config.GodwitConfig;
import io.godwit.server.testing.InMemoryPlanner;
import io.godwit.server.testing.MutableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClientMiddleware;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** A server on a free port of 127.0.0.1, with a planner that knows statements by heart. Closing it finds leaks. */
final class TestServer implements AutoCloseable {
    final InMemoryPlanner planner = new InMemoryPlanner();
    final MutableClock clock = new MutableClock();
    final BufferAllocator allocator = new RootAllocator();
    private final Path spill = Files.createTempDirectory("godwit-test");
    private final RunningServer server;

    TestServer() throws Exception {
        this(Map.of());
    }

    TestServer(Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of(
                "server.port", "0",
                "server.drain-timeout", "2s",
                "spill.directory", spill.toString()));
        all.putAll(settings);
        server = RunningServer.start(GodwitConfig.of(all), new KnownPlanner(planner), clock);
    }

    String location() {
        return server.location();
    }

    int port() {
        return Integer.parseInt(server.location().substring(server.location().lastIndexOf(':') + 1));
    }

    FlightSqlClient connect(FlightClientMiddleware.Factory... middleware) {
        return new FlightSqlClient(connectFlight(middleware));
    }

    FlightClient connectFlight(FlightClientMiddleware.Factory... middleware) {
        FlightClient.Builder builder = FlightClient.builder(allocator, Location.forGrpcInsecure("127.0.0.1", port()));
        for (FlightClientMiddleware.Factory factory : middleware) {
            builder.intercept(factory);
        }
        return builder.build();
    }

    void drain() {
        server.close();
    }

    @Override
    public void close() {
        server.close();
        allocator.close();
        try {
            Files.delete(spill); // which fails if the server has left anything there
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

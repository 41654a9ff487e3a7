package io.godwit.server;

import io.godwit.pitjoin.batch.SharedMemory;
import io.godwit.planner.QueryPlanner;
import io.godwit.planner.StatementContext;
import io.godwit.planner.temporary.FrameStore;
import io.godwit.server.config.ConfigException;
import io.godwit.server.config.GodwitConfig;
import io.godwit.server.flight.FlightDoor;
import io.godwit.server.statement.Queries;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** A server from its first thread to its last byte: opened in one order, closed in the other. */
final class RunningServer implements AutoCloseable {
    private final GodwitConfig config;
    private final SpillRoot spill;
    private final SharedMemory memory;
    private final ServerThreads threads;
    private final QueryPlanner planner;
    private final FrameStore frames;
    private final FlightDoor door;
    private boolean closed;

    private RunningServer(
            GodwitConfig config,
            SpillRoot spill,
            SharedMemory memory,
            ServerThreads threads,
            QueryPlanner planner,
            FrameStore frames,
            FlightDoor door) {
        this.config = config;
        this.spill = spill;
        this.memory = memory;
        this.threads = threads;
        this.planner = planner;
        this.frames = frames;
        this.door = door;
    }

    /** Starts a server; clients may connect when this returns. */
    static RunningServer start(GodwitConfig configured, PlannerFactory planners, Clock clock) {
        SpillRoot spill = SpillRoot.open(configured.spillDirectory());
        GodwitConfig config = configured.withSpillDirectory(spill.path());
        SharedMemory memory = new SharedMemory(config.memoryLimitBytes());
        BufferAllocator root = memory.root();
        ServerThreads threads = new ServerThreads(config.queries().maxRunning());
        Queries queries =
                new Queries(root, threads.workers(), config.queries(), config.spillDirectory(), threads.timer(), clock);
        FrameStore frames = new FrameStore(
                root, config.memoryLimitBytes() / 4, config.spillDirectory().resolve("frames"), clock);
        QueryPlanner planner = null;
        try {
            QueryPlanner opened = planners.open(config, memory);
            planner = opened;
            planner.metadata(StatementContext.local(config.defaultCatalog())).schemas(config.defaultCatalog());
            FlightDoor door = new FlightDoor(config, planner, queries, frames, root, threads.forCalls(), clock);
            // Only now: a server that cannot start says so in one line and nothing else.
            threads.forCalls().calls().execute(() -> planners.warmUp(opened, queries));
            return new RunningServer(config, spill, memory, threads, planner, frames, door);
        } catch (IOException e) {
            throw failed(planner, threads, spill, busy(config, e));
        } catch (RuntimeException e) {
            throw failed(planner, threads, spill, e);
        }
    }

    private static RuntimeException failed(
            @Nullable QueryPlanner planner, ServerThreads threads, SpillRoot spill, RuntimeException failure) {
        if (planner != null) {
            planner.close();
        }
        threads.close();
        spill.close();
        return failure;
    }

    private static ConfigException busy(GodwitConfig config, IOException failure) {
        return new ConfigException("Cannot listen on %s:%d (%s); is another server running there? Set server.port"
                .formatted(config.listen().host(), config.listen().port(), reason(failure)));
    }

    String location() {
        return (config.listen().tls() == null ? "grpc://" : "grpc+tls://")
                + config.listen().host() + ":" + door.port();
    }

    /** Lets running streams finish for as long as the configuration says, then stops. May be called more than once. */
    @Override
    public void close() {
        stop(config.listen().drainTimeout());
    }

    private synchronized void stop(Duration drainTimeout) {
        if (closed) {
            return;
        }
        closed = true;
        try {
            door.drain(drainTimeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.close();
        door.close();
        frames.close();
        planner.close();
        memory.close();
        spill.close();
    }

    private static String reason(IOException failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}

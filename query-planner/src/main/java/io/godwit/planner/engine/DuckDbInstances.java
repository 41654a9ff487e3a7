package io.godwit.planner.engine;

import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool of instances. Opening one takes twelve milliseconds, leasing an open one a fraction of one. Sub-plans of one
 * query share a lease, so a query never waits for a second instance while it holds the first.
 */
final class DuckDbInstances implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DuckDbInstances.class);
    private static final long CANCELLATION_CHECK_MILLIS = 20;

    private final DuckDbOptions options;
    private final Semaphore free;
    private final Deque<DuckDbInstance> idle = new ArrayDeque<>();
    private final Map<Cancellation, DuckDbLease> leases = new IdentityHashMap<>();
    private int opened;

    DuckDbInstances(DuckDbOptions options) {
        this.options = options;
        this.free = new Semaphore(options.instances(), true);
    }

    /** The query's lease, or a new one as soon as an instance is free. Each call is paired with {@link #release}. */
    DuckDbLease lease(ExecutionContext context, ZoneId zone) throws SQLException {
        DuckDbLease held = heldLease(context);
        if (held != null) {
            return held;
        }
        awaitFree(context.cancellation());
        try {
            return leaseFree(context, zone);
        } catch (SQLException | RuntimeException e) {
            free.release();
            throw e;
        }
    }

    synchronized void release(ExecutionContext context, DuckDbLease lease) {
        if (!lease.removeUser()) {
            return;
        }
        leases.remove(context.cancellation());
        try {
            if (lease.isBroken()) {
                close(lease.instance());
            } else {
                idle.push(lease.instance());
            }
        } finally {
            free.release();
        }
    }

    @Override
    public synchronized void close() {
        idle.forEach(DuckDbInstances::close);
        idle.clear();
    }

    private synchronized @Nullable DuckDbLease heldLease(ExecutionContext context) {
        DuckDbLease held = leases.get(context.cancellation());
        if (held != null) {
            held.addUser();
        }
        return held;
    }

    private void awaitFree(Cancellation cancellation) {
        try {
            while (!free.tryAcquire(CANCELLATION_CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
                cancellation.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GodwitException(ErrorCode.CANCELLED, "Interrupted while waiting for the SQL engine", e);
        }
    }

    private synchronized DuckDbLease leaseFree(ExecutionContext context, ZoneId zone) throws SQLException {
        DuckDbLease held = heldLease(context);
        if (held != null) { // another sub-plan of the query came first
            free.release();
            return held;
        }
        DuckDbInstance instance = idle.isEmpty() ? open() : idle.pop();
        try {
            DuckDbLease lease = DuckDbLease.of(instance, context.memory(), options.memoryBytes(), zone);
            leases.put(context.cancellation(), lease);
            return lease;
        } catch (SQLException | RuntimeException e) {
            close(instance);
            throw e;
        }
    }

    private DuckDbInstance open() throws SQLException {
        Path directory = options.temporaryDirectory();
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new GodwitException(
                    ErrorCode.UNAVAILABLE, "Cannot make the spill directory " + directory + ": " + e.getMessage(), e);
        }
        return new DuckDbInstance(options.threads(), directory.resolve("engine-" + opened++));
    }

    private static void close(DuckDbInstance instance) {
        try {
            instance.close();
        } catch (SQLException e) {
            LOG.warn("An instance of the SQL engine did not close", e);
        }
    }
}

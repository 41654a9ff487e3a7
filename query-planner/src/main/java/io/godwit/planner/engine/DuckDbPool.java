package io.godwit.planner.engine;

import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
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
 * Instances of one kind. Opening one takes twelve milliseconds, leasing an open one a fraction of one. Sub-plans of one query
 * share a lease.
 */
final class DuckDbPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DuckDbPool.class);
    private static final long WAIT_MILLIS = 20;

    private final DuckDbOptions options;
    private final int threads;
    private final Path directory;
    private final Semaphore free;
    private final Deque<DuckDbInstance> idle = new ArrayDeque<>();
    private final Map<Cancellation, DuckDbLease> leases = new IdentityHashMap<>();
    private int opened;

    /**
     * @param threads of each instance
     * @param directory below which each instance has one of its own
     */
    DuckDbPool(DuckDbOptions options, int threads, Path directory) {
        this.options = options;
        this.threads = threads;
        this.directory = directory;
        this.free = new Semaphore(options.instances(), true);
    }

    /** A new lease for a query that has none, or null if no instance is free for a while. */
    @Nullable
    DuckDbLease tryLease(ExecutionContext context) throws SQLException {
        if (!awaitFree()) {
            return null;
        }
        try {
            return leaseFree(context);
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
        idle.forEach(DuckDbPool::close);
        idle.clear();
    }

    /** The lease the query has already, held once more. */
    synchronized @Nullable DuckDbLease heldLease(ExecutionContext context) {
        DuckDbLease held = leases.get(context.cancellation());
        if (held != null) {
            held.addUser();
        }
        return held;
    }

    private boolean awaitFree() {
        try {
            return free.tryAcquire(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GodwitException(ErrorCode.CANCELLED, "Interrupted while waiting for the SQL engine", e);
        }
    }

    private synchronized DuckDbLease leaseFree(ExecutionContext context) throws SQLException {
        DuckDbLease held = heldLease(context);
        if (held != null) { // another sub-plan of the query came first
            free.release();
            return held;
        }
        DuckDbInstance instance = idle.isEmpty() ? open() : idle.pop();
        try {
            DuckDbLease lease = DuckDbLease.of(this, instance, context.memory(), options.memoryBytes());
            leases.put(context.cancellation(), lease);
            return lease;
        } catch (SQLException | RuntimeException e) {
            close(instance);
            throw e;
        }
    }

    private DuckDbInstance open() throws SQLException {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new GodwitException(
                    ErrorCode.UNAVAILABLE, "Cannot make the spill directory " + directory + ": " + e.getMessage(), e);
        }
        return new DuckDbInstance(threads, directory.resolve("engine-" + opened++));
    }

    private static void close(DuckDbInstance instance) {
        try {
            instance.close();
        } catch (SQLException e) {
            LOG.warn("An instance of the SQL engine did not close", e);
        }
    }
}

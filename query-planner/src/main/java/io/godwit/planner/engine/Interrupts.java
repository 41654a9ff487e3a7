package io.godwit.planner.engine;

import io.godwit.pitjoin.batch.Cancellation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.duckdb.DuckDBConnection;

/**
 * Stops DuckDB when a query is cancelled.
 *
 * <p>The driver's own {@code Statement.cancel()} does nothing while a result is being streamed, and DuckDB forgets an
 * interrupt that arrives just before a statement starts. So the connection itself is interrupted, again and again until
 * its stream is closed.
 */
final class Interrupts implements AutoCloseable {
    private static final long AGAIN_MILLIS = 10;
    private static final MethodHandle LOCK;
    private static final MethodHandle INTERRUPT;

    static {
        try {
            MethodHandles.Lookup driver = MethodHandles.privateLookupIn(DuckDBConnection.class, MethodHandles.lookup());
            LOCK = driver.findGetter(DuckDBConnection.class, "connRefLock", ReentrantLock.class);
            INTERRUPT = driver.findVirtual(DuckDBConnection.class, "interrupt", MethodType.methodType(void.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ScheduledExecutorService timer = newTimer();

    /** Interrupts {@code connection} from the moment {@code cancellation} comes until the watch is closed. */
    Watch watch(Cancellation cancellation, DuckDBConnection connection) {
        Watch watch = new Watch(connection);
        cancellation.onCancel(() -> timer.execute(watch::interrupt));
        return watch;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private static ScheduledExecutorService newTimer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "godwit-engine-interrupts");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // after close nothing runs any more
        return timer;
    }

    final class Watch implements AutoCloseable {
        private final DuckDBConnection connection;
        private boolean closed;

        private Watch(DuckDBConnection connection) {
            this.connection = connection;
        }

        private synchronized void interrupt() {
            if (!closed) {
                interruptNow(connection);
                timer.schedule(this::interrupt, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public synchronized void close() {
            closed = true;
        }
    }

    private static void interruptNow(DuckDBConnection connection) {
        try {
            ReentrantLock lock = (ReentrantLock) LOCK.invokeExact(connection);
            lock.lock();
            try {
                INTERRUPT.invokeExact(connection);
            } finally {
                lock.unlock();
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw DuckDbErrors.translate(e);
        }
    }
}

package io.godwit.server;

import io.godwit.pitjoin.batch.Workers;
import io.godwit.server.flight.FlightDoor;
import io.godwit.server.statement.Query;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.MDC;

/** All threads of the server start here. */
final class ServerThreads implements AutoCloseable {
    private static final int MAX_CALLS = 64;
    private static final int MAX_WAITING_CALLS = 1000;
    private static final int MAX_UPLOADS = 64;
    private static final int MAX_REQUESTS = 64;

    private final ExecutorService callbacks;
    private final ExecutorService calls;
    private final ExecutorService uploads;
    private final ExecutorService drivers;
    private final ExecutorService scans;
    private final ExecutorService requests;
    private final ScheduledThreadPoolExecutor timer;

    ServerThreads(int maxRunning) {
        int cores = Runtime.getRuntime().availableProcessors();
        callbacks = Executors.newFixedThreadPool(Math.max(2, cores), named("callback"));
        calls = queueing(MAX_CALLS, MAX_WAITING_CALLS, "call");
        uploads =
                new ThreadPoolExecutor(0, MAX_UPLOADS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), named("upload"));
        drivers = queueing(maxRunning, Integer.MAX_VALUE, "driver");
        scans = queueing(cores, Integer.MAX_VALUE, "scan");
        requests = queueing(MAX_REQUESTS, Integer.MAX_VALUE, "request");
        timer = new ScheduledThreadPoolExecutor(1, named("timer"));
        timer.setRemoveOnCancelPolicy(true);
    }

    Workers workers() {
        return new Workers(drivers, scans, requests);
    }

    FlightDoor.Threads forCalls() {
        return new FlightDoor.Threads(callbacks, calls, uploads, drivers, timer);
    }

    ScheduledThreadPoolExecutor timer() {
        return timer;
    }

    /** Stops all threads and waits for them, so that nothing uses memory any more. */
    @Override
    public void close() {
        List<ExecutorService> pools = List.of(timer, calls, uploads, drivers, scans, callbacks);
        pools.forEach(ExecutorService::shutdownNow);
        // Whoever waits for a request holds memory for its answer, so none is dropped.
        requests.shutdown();
        for (ExecutorService pool : pools) {
            try {
                pool.awaitTermination(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** As many threads as there is work, up to {@code max}; more work waits its turn. */
    private static ExecutorService queueing(int max, int maxWaiting, String name) {
        ThreadPoolExecutor pool = new LoggedPool(max, new LinkedBlockingQueue<>(maxWaiting), named(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory named(String name) {
        AtomicInteger next = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, "godwit-" + name + "-" + next.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Work goes on under the query id of whoever asked for it, so that its log lines carry it. */
    private static final class LoggedPool extends ThreadPoolExecutor {
        LoggedPool(int max, BlockingQueue<Runnable> waiting, ThreadFactory factory) {
            super(max, max, 30, TimeUnit.SECONDS, waiting, factory);
        }

        @Override
        public void execute(Runnable work) {
            String queryId = MDC.get(Query.LOG_KEY);
            super.execute(queryId == null ? work : () -> Query.logged(queryId, work));
        }
    }
}

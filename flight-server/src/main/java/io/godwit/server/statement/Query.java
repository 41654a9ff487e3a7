package io.godwit.server.statement;

import io.godwit.pitjoin.batch.ExecutionContext;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** One thing running for a statement: its planning, or one fetch of its result. Whoever began it closes it. */
public final class Query implements AutoCloseable {
    /** The key under which log lines carry a query's id. */
    public static final String LOG_KEY = "query";

    private static final Logger LOG = LoggerFactory.getLogger(Query.class);

    private final long number;
    private final ExecutionContext context;
    private final long maxRows;
    private final Instant began;
    private final Runnable onClose;
    private volatile State state = State.RUNNING;

    /**
     * @param number of the order in which queries began
     * @param maxRows what its result may have
     */
    Query(long number, ExecutionContext context, long maxRows, Instant began, Runnable onClose) {
        this.number = number;
        this.context = context;
        this.maxRows = maxRows;
        this.began = began;
        this.onClose = onClose;
    }

    /** What it does just now. */
    public enum State {
        /** It could go on, and waits for one of {@code query.max-running} drivers. */
        QUEUED,
        RUNNING,
        /** Its client has to read first. */
        WAITING_FOR_CLIENT
    }

    public State state() {
        return state;
    }

    public void enter(State next) {
        state = next;
    }

    long number() {
        return number;
    }

    Instant began() {
        return began;
    }

    long maxRows() {
        return maxRows;
    }

    public ExecutionContext context() {
        return context;
    }

    public String id() {
        return context.queryId();
    }

    /** Runs {@code work} so that its log lines carry the query's id. */
    public static void logged(String queryId, Runnable work) {
        try (MDC.MDCCloseable ignored = MDC.putCloseable(LOG_KEY, queryId)) {
            work.run();
        }
    }

    /** Frees what the query used. Memory it still holds then is a defect, which is logged and not hidden. */
    @Override
    public void close() {
        onClose.run();
        try {
            context.spill().close();
        } catch (RuntimeException e) {
            LOG.warn("Spilled files of query {} remain", id(), e);
        }
        try {
            context.allocator().close();
        } catch (IllegalStateException e) {
            LOG.error("Query {} ended without giving back all its memory", id(), e);
        }
    }
}

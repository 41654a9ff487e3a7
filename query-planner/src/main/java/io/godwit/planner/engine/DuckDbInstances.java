package io.godwit.planner.engine;

import io.godwit.pitjoin.batch.ExecutionContext;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The instances there are: ordinary ones, and those of one thread for sub-plans that mind the order of their rows. A query
 * may hold one of each, for such a sub-plan may be an input of another, or be read as a training dataset.
 *
 * <p>No query waits for an ordinary instance while it holds one of the others, so no two wait for each other.
 */
final class DuckDbInstances implements AutoCloseable {
    private final DuckDbPool ordinary;
    private final DuckDbPool ofOneThread;

    DuckDbInstances(DuckDbOptions options) {
        this.ordinary = new DuckDbPool(options, options.threads(), options.temporaryDirectory());
        this.ofOneThread =
                new DuckDbPool(options, 1, options.temporaryDirectory().resolve("in-one-thread"));
    }

    /** A lease the query has already, or a new one as soon as an instance is free; the caller releases it. */
    DuckDbLease lease(ExecutionContext context, boolean inOneThread) throws SQLException {
        DuckDbPool wanted = inOneThread ? ofOneThread : ordinary;
        DuckDbLease lease = heldLease(context, inOneThread);
        while (lease == null) {
            context.cancellation().check();
            lease = wanted.tryLease(context);
            if (lease == null) {
                lease = heldLease(context, inOneThread); // another sub-plan of the query may have come first
            }
        }
        return lease;
    }

    private @Nullable DuckDbLease heldLease(ExecutionContext context, boolean inOneThread) {
        DuckDbLease held = inOneThread ? null : ordinary.heldLease(context);
        return held == null ? ofOneThread.heldLease(context) : held;
    }

    @Override
    public void close() {
        ordinary.close();
        ofOneThread.close();
    }
}

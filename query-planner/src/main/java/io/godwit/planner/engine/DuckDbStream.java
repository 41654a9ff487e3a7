package io.godwit.planner.engine;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import java.io.IOException;
import java.sql.SQLException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** The result of one {@link EngineQuery}: starts it when the first batch is asked for, and tells its failures as ours. */
final class DuckDbStream implements BatchStream {
    private final DuckDbInstances instances;
    private final Interrupts interrupts;
    private final ExecutionContext context;
    private final EngineQuery query;
    private final LeafFailure leafFailure = new LeafFailure();
    private @Nullable DuckDbLease lease;
    private @Nullable DuckDbRun run;
    private boolean hasRows;
    private boolean ended;

    DuckDbStream(DuckDbInstances instances, Interrupts interrupts, ExecutionContext context, EngineQuery query) {
        this.instances = instances;
        this.interrupts = interrupts;
        this.context = context;
        this.query = query;
    }

    @Override
    public Schema schema() {
        return query.schema();
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        context.cancellation().check();
        if (ended) {
            return null;
        }
        try {
            VectorSchemaRoot batch = started().next();
            if (batch == null) {
                context.cancellation().check(); // an interrupted result may look like one that ended
                batch = hasRows ? null : heldWhole().next();
            }
            hasRows = true;
            ended = batch == null;
            return batch;
        } catch (SQLException | IOException e) {
            throw reasonOf(e);
        }
    }

    /**
     * Runs the statement again. A streamed result that failed before its first row was fetched looks like one without rows,
     * one time in six on a busy machine; so no result is believed to be empty that was not held whole.
     */
    private DuckDbRun heldWhole() throws SQLException {
        leafFailure.rethrow();
        closeRun();
        run = run(requireNonNull(lease, "lease").instance().connectMaterializing(query.zone()));
        return run;
    }

    private DuckDbRun started() throws SQLException {
        DuckDbRun started = run;
        if (started == null) {
            DuckDbLease held = lease; // there already where a first attempt failed: a stream takes one hold
            if (held == null) {
                held = instances.lease(context, query.inOneThread());
                lease = held;
            }
            started = start(held);
            run = started;
        }
        return started;
    }

    private DuckDbRun start(DuckDbLease held) throws SQLException {
        try {
            return run(held.instance().connect(query.zone()));
        } catch (SQLException e) {
            leafFailure.rethrow();
            context.cancellation().check();
            if (!DuckDbErrors.isMessageLost(e)) {
                throw e;
            }
            return run(held.instance().connectMaterializing(query.zone()));
        }
    }

    private DuckDbRun run(DuckDBConnection connection) throws SQLException {
        return DuckDbRun.start(connection, interrupts, context, query, leafFailure);
    }

    /** A leaf's own failure first, then a cancellation; what the engine says of either is only its echo. */
    private RuntimeException reasonOf(Exception error) {
        leafFailure.rethrow();
        context.cancellation().check();
        if (lease != null && DuckDbErrors.isFatal(error)) {
            lease.markBroken();
        }
        return DuckDbErrors.translate(error);
    }

    /** Whatever fails, the instance goes back: a pool that loses one for each failure soon has none. */
    @Override
    public void close() {
        ended = true;
        try {
            closeRun();
        } finally {
            DuckDbLease held = lease;
            lease = null;
            if (held != null) {
                held.release(context);
            }
        }
    }

    private void closeRun() {
        DuckDbRun closing = run;
        run = null;
        if (closing == null) {
            return;
        }
        try {
            closing.close();
        } catch (RuntimeException e) {
            requireNonNull(lease, "lease").markBroken();
            throw e;
        }
    }
}

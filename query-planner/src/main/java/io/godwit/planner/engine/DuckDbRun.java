package io.godwit.planner.engine;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;

/** One statement under way on a connection of its own, and everything that has to be closed after it, last opened first. */
final class DuckDbRun implements AutoCloseable {
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private final AnnouncedBatches announced;
    private @Nullable ArrowReader result;

    private DuckDbRun(AnnouncedBatches announced) {
        this.announced = announced;
    }

    /** Runs the statement up to its first rows. Takes over {@code connection}, also when it fails. */
    static DuckDbRun start(
            DuckDBConnection connection,
            Interrupts interrupts,
            ExecutionContext context,
            EngineQuery query,
            LeafFailure leafFailure)
            throws SQLException {
        DuckDbRun run = new DuckDbRun(new AnnouncedBatches(query.schema(), context.allocator()));
        boolean started = false;
        try {
            run.execute(connection, interrupts, context, query, leafFailure);
            started = true;
            return run;
        } finally {
            if (!started) {
                run.close();
            }
        }
    }

    private void execute(
            DuckDBConnection connection,
            Interrupts interrupts,
            ExecutionContext context,
            EngineQuery query,
            LeafFailure leafFailure)
            throws SQLException {
        BufferAllocator allocator = context.allocator();
        // What the engine lends us it takes back after the last buffer is sent, which may be after the query has ended.
        BufferAllocator lent = allocator.getRoot();
        Deque<AutoCloseable> streams = new ArrayDeque<>();
        resources.push(
                () -> closeAll(streams)); // the engine lets go of them when the connection closes, so they come last
        resources.push(connection);
        for (var leaf : query.leaves().entrySet()) {
            ArrowArrayStream stream = ArrowArrayStream.allocateNew(lent);
            streams.push(() -> release(stream));
            LeafReader reader = new LeafReader(allocator, leaf.getValue(), context.cancellation(), leafFailure);
            // Arrow's exporter loses buffers where it cannot allocate the few bytes that describe a batch, so those are
            // not the query's.
            Data.exportArrayStream(lent, reader, stream);
            register(connection, leaf.getKey(), stream);
        }
        resources.push(interrupts.watch(context.cancellation(), connection));
        Statement statement = connection.createStatement();
        resources.push(statement);
        String sql = DuckDbTypes.castTo(query.schema(), query.sql());
        DuckDBResultSet rows = statement.executeQuery(sql).unwrap(DuckDBResultSet.class);
        resources.push(rows);
        result = (ArrowReader) rows.arrowExportStream(lent, BatchRows.of(query.schema()));
        resources.push(result);
    }

    /** The driver wraps what the engine says into an exception that says nothing. */
    private static void register(DuckDBConnection connection, String name, ArrowArrayStream stream)
            throws SQLException {
        try {
            connection.registerArrowStream(name, stream);
        } catch (RuntimeException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** The next batch under the announced schema, or null at the end. */
    @Nullable
    VectorSchemaRoot next() throws IOException {
        ArrowReader reader = result;
        if (reader == null || !reader.loadNextBatch()) {
            return null;
        }
        return announced.of(reader.getVectorSchemaRoot());
    }

    @Override
    public void close() {
        closeAll(resources);
    }

    /** A stream the engine never scanned is still ours to release; one it did scan, it released. */
    private static void release(ArrowArrayStream stream) {
        stream.release();
        stream.close();
    }

    private static void closeAll(Deque<AutoCloseable> resources) {
        RuntimeException failure = null;
        while (!resources.isEmpty()) {
            try {
                resources.pop().close();
            } catch (Exception e) {
                failure = new GodwitException(ErrorCode.INTERNAL, "The SQL engine did not close: " + e.getMessage(), e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}

package io.godwit.planner.engine;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

/**
 * One in-memory database. Memory, time zone and the like belong to the instance, not to a connection, which is why a query
 * has an instance of its own while it runs.
 */
final class DuckDbInstance implements AutoCloseable {
    /**
     * No cardinality of a stream is known here, so the order in which the planner wrote the joins stands. The last two
     * could read a stream twice.
     */
    private static final List<String> DISABLED_OPTIMIZERS =
            List.of("join_order", "build_side_probe_side", "late_materialization", "window_self_join");

    private final DuckDBConnection root;
    private final int threads;
    private final Map<String, String> settings = new HashMap<>();

    DuckDbInstance(int threads, Path temporaryDirectory) throws SQLException {
        Properties properties = new Properties();
        this.threads = threads;
        properties.setProperty("jdbc_stream_results", "true");
        properties.setProperty("threads", Integer.toString(threads));
        properties.setProperty("temp_directory", temporaryDirectory.toString());
        properties.setProperty("enable_external_access", "false");
        properties.setProperty("autoinstall_known_extensions", "false");
        properties.setProperty("autoload_known_extensions", "false");
        properties.setProperty("disabled_optimizers", String.join(",", DISABLED_OPTIMIZERS));
        this.root = DriverManager.getConnection("jdbc:duckdb:", properties).unwrap(DuckDBConnection.class);
    }

    /** Prepares the instance for its next query. */
    void configure(long memoryBytes, ZoneId zone) throws SQLException {
        set("memory_limit", memoryBytes + "B");
        set("TimeZone", nameOf(zone));
        useThreads(threads);
    }

    /** Until the next query. */
    void useThreads(int count) throws SQLException {
        set("threads", Integer.toString(count));
    }

    /** DuckDB takes an offset only behind GMT. */
    private static String nameOf(ZoneId zone) {
        if (zone instanceof ZoneOffset offset) {
            return offset.equals(ZoneOffset.UTC) ? "UTC" : "GMT" + offset.getId();
        }
        return zone.getId();
    }

    /** A new connection to the same database; the caller closes it. */
    DuckDBConnection connect() throws SQLException {
        return root.duplicate();
    }

    private synchronized void set(String name, String value) throws SQLException {
        if (value.equals(settings.get(name))) {
            return;
        }
        try (Statement statement = root.createStatement()) {
            statement.execute("SET %s = '%s'".formatted(name, value));
        }
        settings.put(name, value);
    }

    @Override
    public void close() throws SQLException {
        root.close();
    }
}

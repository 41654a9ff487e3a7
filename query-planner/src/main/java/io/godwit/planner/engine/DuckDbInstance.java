package io.godwit.planner.engine;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

/**
 * One in-memory database. Memory, threads and the like belong to the instance, not to a connection, which is why a query has
 * an instance of its own while it runs.
 */
final class DuckDbInstance implements AutoCloseable {
    /**
     * No cardinality of a stream is known here, so the order in which the planner wrote the joins stands. The last two
     * could read a stream twice.
     */
    private static final List<String> DISABLED_OPTIMIZERS =
            List.of("join_order", "build_side_probe_side", "late_materialization", "window_self_join");

    private final DuckDBConnection root;
    private long memoryBytes;

    DuckDbInstance(int threads, Path temporaryDirectory) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("jdbc_stream_results", "true");
        properties.setProperty("threads", Integer.toString(threads));
        properties.setProperty("temp_directory", temporaryDirectory.toString());
        properties.setProperty("enable_external_access", "false");
        properties.setProperty("autoinstall_known_extensions", "false");
        properties.setProperty("autoload_known_extensions", "false");
        properties.setProperty("disabled_optimizers", String.join(",", DISABLED_OPTIMIZERS));
        this.root = DriverManager.getConnection("jdbc:duckdb:", properties).unwrap(DuckDBConnection.class);
        execute(root, "SET GLOBAL TimeZone = 'UTC'");
    }

    /** Prepares the instance for its next query. */
    void limitMemory(long bytes) throws SQLException {
        if (bytes != memoryBytes) {
            execute(root, "SET memory_limit = '%dB'".formatted(bytes));
            memoryBytes = bytes;
        }
    }

    /** A new connection to the same database, of which {@code zone} is the time zone; the caller closes it. */
    DuckDBConnection connect(ZoneId zone) throws SQLException {
        DuckDBConnection connection = root.duplicate();
        if (!zone.normalized().equals(ZoneOffset.UTC)) {
            set(connection, "SET SESSION TimeZone = '%s'".formatted(nameOf(zone)));
        }
        return connection;
    }

    /** A connection that holds whole results. It is slower, and it tells why a statement failed before its first row. */
    DuckDBConnection connectMaterializing(ZoneId zone) throws SQLException {
        DuckDBConnection connection = connect(zone);
        set(connection, "SET jdbc_stream_results = false");
        return connection;
    }

    /** Closes the connection if it cannot be set up. */
    private static void set(DuckDBConnection connection, String setting) throws SQLException {
        try {
            execute(connection, setting);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static void execute(DuckDBConnection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(setting);
        }
    }

    /** DuckDB takes an offset only behind GMT. */
    private static String nameOf(ZoneId zone) {
        return zone instanceof ZoneOffset offset ? "GMT" + offset.getId() : zone.getId();
    }

    @Override
    public void close() throws SQLException {
        root.close();
    }
}

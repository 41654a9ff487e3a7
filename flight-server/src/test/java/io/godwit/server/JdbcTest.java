package io.godwit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.Parameters;
import io.godwit.server.testing.InMemoryPlanner;
import io.godwit.server.testing.Numbers;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stock Flight SQL JDBC driver against the server. */
@Timeout(60)
class JdbcTest {
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
        server.planner.teach("numbers", new Numbers(250_000, 50_000));
        server.planner.teach("none", new Numbers(0, 1));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aResultIsReadToItsEnd() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("numbers")) {
            long expected = 0;
            while (result.next()) {
                assertThat(result.getLong("number")).isEqualTo(expected);
                assertThat(result.getString("text")).isEqualTo(Long.toString(expected));
                expected++;
            }
            assertThat(expected).isEqualTo(250_000);
        }
    }

    @Test
    void anEmptyResultIsEmpty() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("none")) {
            assertThat(result.next()).isFalse();
        }
    }

    @Test
    void aUserWithAPasswordIsLetIn() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("user", "ada");
        properties.setProperty("password", "irrelevant");
        try (Connection connection = connect(properties);
                PreparedStatement statement = connection.prepareStatement("numbers");
                ResultSet result = statement.executeQuery()) {
            assertThat(result.next()).isTrue();
        }
    }

    @Test
    void anErrorIsReadable() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("nonsense"))
                    .isInstanceOf(SQLException.class)
                    .hasStackTraceContaining("Line 1, column 1");
        }
    }

    @Test
    void timesAreBoundAsTheyAre() throws Exception {
        Moments moments = new Moments();
        server.planner.teach("at ? ?", moments);
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement("at ? ?")) {
            statement.setTimestamp(1, Timestamp.valueOf("2024-03-10 12:30:00.123"));
            statement.setTime(2, Time.valueOf("12:30:00"));
            statement.executeQuery().close();
        }
        assertThat(moments.bound.toString()).isEqualTo("[2024-03-10T12:30:00.123, 12:30]");
    }

    @Test
    void databaseToolsFindWhatTheyAskFor() throws Exception {
        try (Connection connection = connect()) {
            DatabaseMetaData metadata = connection.getMetaData();
            assertThat(metadata.getDatabaseProductName()).isEqualTo("Godwit");
            assertThat(metadata.getSQLKeywords()).contains("MATCH_CONDITION");
            assertThat(metadata.getIdentifierQuoteString()).isEqualTo("\"");
            assertThat(metadata.getSearchStringEscape()).isEqualTo("\\");
            assertThat(metadata.supportsTransactions()).isFalse();
            assertThat(metadata.getMaxStatements()).isZero();
            assertThat(metadata.supportsConvert()).isFalse();
            assertThat(column(metadata.getTables(null, "shop", "%", null), "TABLE_NAME"))
                    .containsExactly("open_orders", "orders", "prices");
            assertThat(column(metadata.getColumns(null, "shop", "prices", "%"), "COLUMN_NAME"))
                    .containsExactly("sku", "price");
            assertThat(column(metadata.getPrimaryKeys(null, "shop", "prices"), "COLUMN_NAME"))
                    .containsExactly("sku");
            assertThat(column(metadata.getSchemas(), "TABLE_SCHEM")).containsExactly("information_schema", "shop");
            assertThat(column(metadata.getTableTypes(), "TABLE_TYPE")).contains("VIEW");
            assertThat(column(metadata.getImportedKeys(null, "shop", "prices"), "PK_NAME"))
                    .isEmpty();
        }
    }

    @Test
    void whatDatabaseToolsAskOfTheServerItselfIsAnswered() throws Exception {
        try (Connection connection = connect()) {
            DatabaseMetaData metadata = connection.getMetaData();
            for (Method question : DatabaseMetaData.class.getMethods()) {
                boolean isPlain = question.getParameterCount() == 0
                        && (question.getReturnType().isPrimitive() || question.getReturnType() == String.class);
                if (isPlain) {
                    question.invoke(metadata);
                }
            }
            assertThat(metadata.isCatalogAtStart()).isTrue();
            assertThat(metadata.supportsFullOuterJoins()).isTrue();
            assertThat(metadata.getDefaultTransactionIsolation()).isEqualTo(Connection.TRANSACTION_NONE);
        }
    }

    private Connection connect() throws SQLException {
        return connect(new Properties());
    }

    private Connection connect(Properties properties) throws SQLException {
        properties.setProperty("useEncryption", "false");
        return DriverManager.getConnection("jdbc:arrow-flight-sql://127.0.0.1:" + server.port(), properties);
    }

    private static List<String> column(ResultSet rows, String name) throws SQLException {
        try (rows) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(name));
            }
            return values;
        }
    }

    /** Keeps a moment and a time of the day that are bound. */
    private static final class Moments implements InMemoryPlanner.Lesson {
        List<Object> bound = List.of();

        @Override
        public Schema schema() {
            return Numbers.SCHEMA;
        }

        @Override
        public Schema parameters() {
            return new Schema(List.of(
                    Field.nullable("?0", new ArrowType.Timestamp(TimeUnit.MICROSECOND, null)),
                    Field.nullable("?1", new ArrowType.Time(TimeUnit.MICROSECOND, 64))));
        }

        @Override
        public BatchStream run(ExecutionContext context, Parameters parameters) {
            bound = new ArrayList<>(parameters.values());
            return new Numbers(1, 1).run(context, parameters);
        }
    }
}

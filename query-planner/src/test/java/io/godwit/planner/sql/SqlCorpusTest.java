package io.godwit.planner.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.Parameters;
import io.godwit.planner.PreparedQuery;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.write.LakeWriter;
import io.godwit.planner.write.WriteMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs a corpus of queries with recorded answers, which is kept beside the repository and not in it: every third query, or
 * all with {@code -Dgodwit.corpus.step=1}. No query may fail but those listed in {@code corpus/failing.txt}; why they do
 * stands in the module's README, and what each said in {@code target/corpus-failures.txt}.
 */
class SqlCorpusTest {
    private static final Path CORPUS = Path.of("..", "..", "shared", "sqllogictest");
    private static final Pattern TABLE = Pattern.compile("\\$\\{(\\w+)}");
    private static final Path FAILING = Path.of("src/test/resources/corpus/failing.txt");
    private static final int STEP = Integer.getInteger("godwit.corpus.step", 3);
    private static final int SECONDS_PER_QUERY = 5;

    @TempDir
    Path directory;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, String> failures = new TreeMap<>();

    @Test
    void noQueryOfTheCorpusFailsThatPassedBefore() throws IOException, SQLException {
        Path cases = CORPUS.resolve("cases.json");
        assumeTrue(
                Files.exists(cases),
                "The corpus of SQL queries is not at " + cases.toAbsolutePath().normalize());
        JsonNode all = new ObjectMapper().readTree(cases.toFile()).get("cases");
        int count = 0;
        try (SqlLake lake = new SqlLake(directory);
                Connection parquet = DriverManager.getConnection("jdbc:duckdb:")) {
            createNamespace(lake);
            for (int index = 0; index < all.size(); index += STEP) {
                run(all.get(index), lake, parquet);
                count++;
            }
        } finally {
            clock.shutdownNow();
        }
        int passed = count - failures.size();
        System.out.printf("SQL corpus: %d of %d queries pass (%.1f %%)%n", passed, count, 100.0 * passed / count);
        Files.write(
                Path.of("target/corpus-failures.txt"),
                failures.entrySet().stream().map(Map.Entry::toString).toList());
        failures.keySet().removeAll(Files.readAllLines(FAILING));
        assertThat(failures).as("queries that passed before").isEmpty();
    }

    private static void createNamespace(SqlLake lake) {
        ((SupportsNamespaces) lake.lake().catalog()).createNamespace(Namespace.of("shop"));
    }

    private void run(JsonNode each, SqlLake lake, Connection parquet) throws SQLException {
        String id = each.get("id").asText();
        String sql = each.get("sql").asText();
        try {
            for (Matcher table = TABLE.matcher(sql); table.find(); ) {
                load(table.group(1), lake, parquet);
            }
            String difference = CorpusAnswer.of(each.get("expected"))
                    .difference(rows(TABLE.matcher(sql).replaceAll("$1"), lake));
            if (!difference.isEmpty()) {
                failures.put(id, difference + " in " + sql);
            }
        } catch (GodwitException e) {
            failures.put(id, e.code() + " " + e.getMessage() + " in " + sql);
        } catch (RuntimeException | AssertionError e) {
            failures.put(id, e + " in " + sql);
        }
    }

    private static void load(String table, SqlLake lake, Connection parquet) throws SQLException {
        TableIdentifier name = TableIdentifier.of("shop", table);
        if (lake.lake().catalog().tableExists(name)) {
            return;
        }
        Path file = CORPUS.resolve("tables").resolve(table + ".parquet");
        try (BatchStream rows = new ParquetRows(file, parquet, lake.lake().allocator())) {
            new LakeWriter(lake.lake().catalogs())
                    .write(lake.context(), rows, new TableName("lake", name), WriteMode.CREATE);
        }
    }

    private List<List<Object>> rows(String sql, SqlLake lake) {
        Cancellation cancellation = new Cancellation();
        ExecutionContext context = lake.lake().context(cancellation);
        Future<?> alarm = clock.schedule(
                () -> cancellation.cancel(new GodwitException(
                        ErrorCode.CANCELLED, "The query took longer than " + SECONDS_PER_QUERY + " s")),
                SECONDS_PER_QUERY,
                TimeUnit.SECONDS);
        List<List<Object>> rows = new ArrayList<>();
        PreparedQuery query = lake.planner().prepare(context, sql, lake.statement());
        try (BatchStream stream = query.execute(context, Parameters.NONE)) {
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                try (VectorSchemaRoot owned = batch) {
                    for (int row = 0; row < owned.getRowCount(); row++) {
                        rows.add(row(owned, row));
                    }
                }
            }
        } finally {
            alarm.cancel(false);
        }
        return rows;
    }

    private static List<Object> row(VectorSchemaRoot batch, int row) {
        List<Object> values = new ArrayList<>();
        for (FieldVector vector : batch.getFieldVectors()) {
            values.add(CorpusAnswer.value(vector, row));
        }
        return values;
    }
}

package io.godwit.planner.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.MemoryLease;
import io.godwit.planner.Parameters;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Joins whose small inputs filter the large ones. The same statement with {@code + 0} at the keys joins by expressions, of
 * which nothing is filtered, and must have the same rows.
 */
class JoinKeysTest {
    private static final String NUMBERS = """
            (SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n AS i
              FROM (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS a (n), (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS b (n),
                   (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS c (n), (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS d (n),
                   (VALUES 0, 1, 2) AS e (n)) AS numbers""";

    /** How two inputs meet; {@code %1$s} is a key of orders, {@code %2$s} and {@code %3$s} are keys of items. */
    private static final List<String> STATEMENTS = List.of(
            "SELECT count(*), sum(i.amount) FROM orders o JOIN items i ON %2$s = %1$s WHERE o.day < DAYS",
            "SELECT count(*), sum(i.amount) FROM orders o LEFT JOIN items i ON %2$s = %1$s WHERE o.day < DAYS",
            "SELECT count(*), sum(o.id) FROM items i LEFT JOIN orders o ON %2$s = %1$s AND o.day < DAYS",
            "SELECT count(*), sum(o.id) FROM items i RIGHT JOIN orders o ON %2$s = %1$s WHERE o.day < DAYS",
            "SELECT count(*), sum(o.id), sum(i.id) FROM items i FULL JOIN (SELECT * FROM orders WHERE day < DAYS) o ON %2$s = %1$s",
            "SELECT count(*) FROM orders o WHERE o.day < DAYS AND EXISTS (SELECT 1 FROM items i WHERE %2$s = %1$s AND i.amount > 3)",
            "SELECT count(*) FROM orders o WHERE o.day < DAYS AND NOT EXISTS (SELECT 1 FROM items i WHERE %2$s = %1$s AND i.amount > 3)",
            "SELECT count(*), sum(i.id) FROM items i WHERE EXISTS (SELECT 1 FROM orders o WHERE %2$s = %1$s AND o.day < DAYS)",
            "SELECT count(*), sum(i.id) FROM items i WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE %2$s = %1$s AND o.day < DAYS)",
            "SELECT count(*) FROM orders o WHERE o.day < DAYS AND o.key NOT IN (SELECT i.order_key FROM items i WHERE i.order_key IS NOT NULL)",
            "SELECT count(*), sum(t.n), sum(t.a) FROM orders o JOIN (SELECT order_key, count(*) AS n, sum(amount) AS a FROM items GROUP BY order_key) AS i (order_key, n, a) ON %2$s = %1$s CROSS JOIN LATERAL (SELECT i.n AS n, i.a AS a) AS t WHERE o.day < DAYS",
            "SELECT count(*), sum(o.id) FROM orders o WHERE o.day < DAYS AND o.amount > (SELECT avg(i.amount) FROM items i WHERE %2$s = %1$s)",
            "SELECT count(*), sum(i.id) FROM orders o JOIN (SELECT * FROM items UNION ALL SELECT * FROM items WHERE amount > 5) i ON %2$s = %1$s WHERE o.day < DAYS",
            "SELECT count(*), sum(i.id) FROM (SELECT * FROM orders WHERE day < DAYS) o JOIN (SELECT *, row_number() OVER (ORDER BY id) AS n FROM items) i ON %2$s = %1$s WHERE i.n > 10",
            "SELECT count(*), sum(i.id) FROM (SELECT * FROM orders WHERE day < DAYS) o JOIN (SELECT * FROM items ORDER BY id LIMIT 20000) i ON %2$s = %1$s",
            "SELECT count(*), sum(i.id) FROM items i JOIN (SELECT order_key, count(*) AS n FROM items WHERE amount < 6 GROUP BY order_key HAVING count(*) > 2) AS s ON %2$s = s.order_key WHERE i.amount > 2",
            "SELECT count(*), sum(i.id), sum(o.id), sum(c.id) FROM customers c, orders o, items i WHERE %2$s = %1$s AND o.customer = c.id AND c.name LIKE '%%1%%1%%'",
            "SELECT count(*), sum(i.id), sum(o.id) FROM orders o, items i WHERE %2$s = %1$s AND i.day = o.day AND o.customer < DAYS");

    @TempDir
    static Path directory;

    private static SqlLake lake;

    @BeforeAll
    static void open() {
        lake = new SqlLake(directory);
        long seed = 20_261_125;
        lake.createTable(
                "shop.orders",
                "SELECT i AS id, CASE WHEN mod(i, 50) = 7 THEN NULL ELSE mod(i * 7919, 6000) END AS key, "
                        + "DATE '2024-01-01' + INTERVAL '1' DAY * mod(i * 31, 300) AS day, mod(i, 200) AS customer, "
                        + "CAST(mod(i * " + seed % 97 + ", 11) AS DECIMAL(15, 2)) AS amount FROM " + NUMBERS
                        + " WHERE i < 6000");
        lake.createTable(
                "shop.items",
                "SELECT i AS id, CASE WHEN mod(i, 33) = 5 THEN NULL ELSE mod(i * 31, 9000) END AS order_key, "
                        + "DATE '2024-01-01' + INTERVAL '1' DAY * mod(i * 17, 300) AS day, "
                        + "CAST(mod(i * " + seed % 89 + ", 13) AS DECIMAL(15, 2)) AS amount FROM " + NUMBERS);
        lake.createTable(
                "shop.customers",
                "SELECT i AS id, 'name ' || CAST(i AS VARCHAR) AS name FROM " + NUMBERS + " WHERE i < 200");
    }

    @AfterAll
    static void close() {
        lake.close();
    }

    static Stream<String> statements() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        return STATEMENTS.stream()
                .map(statement -> statement
                                .replace("customer < DAYS", "customer < " + random.nextInt(100))
                                .replace("DAYS", "DATE '2024-01-01' + INTERVAL '" + random.nextInt(80) + "' DAY")
                        + " -- seed " + seed);
    }

    @ParameterizedTest
    @MethodSource("statements")
    void filteredInputsGiveTheSameRows(String statement) {
        String filtered = statement.formatted("o.key", "i.order_key");
        String unfiltered = statement.formatted("(o.key + 0)", "(i.order_key + 0)");
        assertThat(lake.rows(filtered)).isEqualTo(lake.rows(unfiltered));
    }

    @Test
    void largeInputReadsOnlyRowsOfTheSmallOnesKeys() {
        List<String> plan = lake.rows(
                "EXPLAIN ANALYZE SELECT sum(i.amount) FROM orders o JOIN items i ON i.order_key = o.key WHERE o.id < 10");
        assertThat(plan).anyMatch(line -> line.contains("[input1.order_key among input0.key] SELECT"));
        assertThat(plan).anyMatch(line -> line.endsWith("> input1.order_key among 9 of input0.key"));
        assertThat(plan).anyMatch(line -> line.contains("rows_filtered=29"));
    }

    @Test
    void conditionNoScanAppliesIsARunOfItsOwn() {
        String plan = lake.prepare(
                        "SELECT sum(i.amount) FROM customers c, orders o, items i WHERE i.order_key = o.key AND o.customer = c.id "
                                + "AND c.name LIKE '%1%1%' AND o.id < 5000")
                .explain();
        assertThat(plan.lines().filter(line -> line.contains("DuckDB"))).hasSize(2);
    }

    @Test
    void queryGivenUpEarlyLetsGoOfWhatItHeld() {
        try (BatchStream rows = lake.prepare(
                        "SELECT i.id, o.id AS o FROM orders o JOIN items i ON i.order_key = o.key WHERE o.id < 3000")
                .execute(lake.context(), Parameters.NONE)) {
            rows.next().close();
        }
        try (BatchStream rows = lake.prepare(
                        "SELECT i.id FROM orders o JOIN items i ON i.order_key = o.key WHERE o.id < 30")
                .execute(lake.context(), Parameters.NONE)) {
            assertThat(rows.schema().getFields()).hasSize(1);
        }
    }

    @Test
    void keysAreChargedToTheQueryAndGivenBack() {
        String statement =
                "SELECT count(*), sum(i.id) FROM orders o JOIN items i ON i.order_key = o.key WHERE o.id < 3000";
        long little = 64L << 20;
        for (long limit : List.of(little, 1L << 30)) {
            ExecutionContext given = lake.context();
            MemoryLease memory = new MemoryLease(limit);
            ExecutionContext context = new ExecutionContext(
                    given.queryId(),
                    new Cancellation(),
                    given.allocator(),
                    memory,
                    given.spill(),
                    given.workers(),
                    given.clock());
            long held;
            try (BatchStream rows = lake.prepare(statement).execute(context, Parameters.NONE)) {
                rows.next().close();
                held = memory.heldBytes();
            }
            assertThat(held).isPositive().isLessThan(limit);
            assertThat(memory.heldBytes()).isZero();
        }
    }
}

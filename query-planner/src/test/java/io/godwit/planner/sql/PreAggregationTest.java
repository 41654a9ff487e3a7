package io.godwit.planner.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.GodwitException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Aggregates of a table, partly made by native operators. The same over a window's output is wholly the engine's, and must be
 * the same.
 */
class PreAggregationTest {
    private static final List<String> KEYS = List.of("flag", "word", "day", "id / 1000", "small", "big", "id");
    private static final List<String> MEASURES = List.of(
            "count(*)",
            "count(price)",
            "count(word)",
            "sum(price)",
            "sum(price * (1 - rate))",
            "sum(price * (1 - rate) * (1 + rate))",
            "sum(huge)",
            "sum(small)",
            "sum(big)",
            "sum(price - rate)",
            "sum(price + small)",
            "min(price)",
            "max(huge)",
            "min(day)",
            "max(day)",
            "min(small)",
            "max(big)",
            "avg(price)",
            "avg(small)",
            "avg(price * rate)");

    @TempDir
    static Path directory;

    private static SqlLake lake;

    @BeforeAll
    static void open() {
        lake = new SqlLake(directory);
        lake.createTable("shop.sales", """
                SELECT i AS id,
                  CASE WHEN mod(i, 17) = 3 THEN NULL ELSE chr(CAST(65 + mod(i * 7, 4) AS INTEGER)) END AS flag,
                  CASE mod(i, 5) WHEN 0 THEN 'a rather long word ' || CAST(mod(i, 3) AS VARCHAR) WHEN 1 THEN '' WHEN 2 THEN 'sevenby' WHEN 3 THEN 'eightbyt' ELSE NULL END AS word,
                  DATE '2024-01-01' + INTERVAL '1' DAY * mod(i * 31, 40) AS day,
                  CAST(CASE WHEN mod(i, 11) = 5 THEN NULL ELSE mod(i * 7919, 1000003) - 500000 END AS DECIMAL(15, 2)) AS price,
                  CAST(0.01 * mod(i, 11) AS DECIMAL(4, 2)) AS rate,
                  CAST((CAST(mod(i * 7919, 999999937) AS BIGINT) - 400000000) * 1000000000 AS DECIMAL(18, 0)) AS huge,
                  CAST(mod(i, 97) - 40 AS INTEGER) AS small,
                  CASE WHEN mod(i, 7) = 0 THEN NULL ELSE (mod(i, 13) - 6) * 70000000000000 END AS big,
                  mod(i, 13) * 700000000000000000 AS bigger
                FROM (SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n AS i
                  FROM (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS a (n), (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS b (n),
                       (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS c (n), (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS d (n),
                       (VALUES 0, 1, 2, 3) AS e (n)) AS numbers""");
    }

    @AfterAll
    static void close() {
        lake.close();
    }

    private static final String WHOLLY_THE_ENGINES =
            "(SELECT *, row_number() OVER (ORDER BY id) AS nth FROM sales) AS sales";

    private static List<String> rows(String select, String from, String rest) {
        return lake.rows(select + " FROM " + from + " " + rest);
    }

    private static void assertSame(String select, String rest) {
        assertThat(rows(select, "sales", rest))
                .as(select + " " + rest)
                .isEqualTo(rows(select, WHOLLY_THE_ENGINES, rest));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void randomAggregatesAreTheEngines(int round) {
        long seed = System.nanoTime() + round;
        Random random = new Random(seed);
        for (int i = 0; i < 5; i++) {
            List<String> columns = new ArrayList<>();
            for (String key : KEYS) {
                if (random.nextInt(4) == 0) {
                    columns.add(key);
                }
            }
            int keyCount = columns.size();
            for (String measure : MEASURES) {
                if (random.nextInt(3) == 0) {
                    columns.add(measure);
                }
            }
            columns.add("count(*)");
            List<String> named = new ArrayList<>();
            List<String> order = new ArrayList<>();
            for (int column = 0; column < columns.size(); column++) {
                named.add(columns.get(column) + " AS c" + column);
                order.add("c" + column);
            }
            String group = keyCount == 0 ? "" : " GROUP BY " + String.join(", ", columns.subList(0, keyCount));
            String filter = random.nextBoolean() ? " WHERE small < " + (random.nextInt(100) - 41) : "";
            assertSame(
                    "SELECT " + String.join(", ", named),
                    filter + group + " ORDER BY " + String.join(", ", order) + " -- seed " + seed);
        }
    }

    @Test
    void nativeOperatorsAggregateBeforeTheEngine() {
        List<String> plan = lake.rows(
                "EXPLAIN ANALYZE SELECT flag, sum(price * (1 - rate)) AS s, avg(price) AS a, count(*) AS n FROM sales WHERE small > -40 GROUP BY flag");
        assertThat(plan)
                .anyMatch(
                        line -> line.matches(
                                "  PreAggregate sum\\(\\*\\(price, -\\(1, rate\\)\\)\\), sum\\(price\\), count\\(price\\), count\\(\\*\\) by flag"));
        assertThat(plan).anyMatch(line -> line.endsWith(" ms: 5 rows in 1 batches"));
    }

    @Test
    void rowsThatShareNoGroupGoThrough() {
        assertSame("SELECT id, sum(price) AS p, count(*) AS n", "GROUP BY id ORDER BY id");
        assertSame("SELECT word, id AS i, max(price) AS p", "GROUP BY word, id ORDER BY i");
    }

    @Test
    void ofNoRowsThereIsOneCount() {
        assertSame(
                "SELECT count(*) AS n, count(price) AS p, sum(price) AS s, avg(price) AS a, min(day) AS d",
                "WHERE small > 1000");
        assertSame("SELECT flag, count(*) AS n", "WHERE small > 1000 GROUP BY flag");
    }

    @Test
    void sumOfIntegersBeyondBigintIsAnError() {
        assertThatThrownBy(() -> lake.rows("SELECT sum(bigger) FROM sales")).isInstanceOf(GodwitException.class);
        assertThatThrownBy(() -> rows("SELECT sum(bigger)", WHOLLY_THE_ENGINES, ""))
                .isInstanceOf(GodwitException.class);
    }

    @Test
    void havingOverPartsIsOverTheWhole() {
        assertSame(
                "SELECT day, sum(price) AS p", "GROUP BY day HAVING sum(price) > 0 AND avg(rate) > 0.01 ORDER BY day");
    }
}

package io.godwit.planner.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.planner.Parameters;
import io.godwit.planner.PreparedQuery;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which statements that the other engine takes part in may be gone on with at a row. */
class ReplayTest {
    private static final List<String> REPLAYABLE = List.of(
            "SELECT count(*) AS n, sum(amount) AS a, avg(price) AS p FROM sales",
            "SELECT city, count(*) AS n FROM sales GROUP BY city ORDER BY city",
            "SELECT city, count(*) AS n FROM sales GROUP BY city ORDER BY n DESC, city LIMIT 2",
            "SELECT DISTINCT city, amount FROM sales ORDER BY amount, city",
            "SELECT s.amount, t.city FROM sales AS s JOIN sales AS t ON s.city = t.city ORDER BY 1, 2",
            "SELECT upper(city) AS c FROM sales GROUP BY city ORDER BY city");

    private static final List<String> NOT_REPLAYABLE = List.of(
            "SELECT city, count(*) AS n FROM sales GROUP BY city",
            "SELECT city, amount FROM sales ORDER BY city",
            "SELECT city, count(*) AS n FROM sales GROUP BY city ORDER BY n",
            "SELECT sum(weight) AS w FROM sales",
            "SELECT weight, count(*) AS n FROM sales GROUP BY weight ORDER BY weight",
            "SELECT count(*) AS n FROM (SELECT city FROM sales ORDER BY amount LIMIT 1) AS t WHERE city = 'a'",
            "SELECT city, row_number() OVER (ORDER BY amount) AS r FROM sales ORDER BY 1, 2",
            "SELECT city, rand() AS r FROM sales ORDER BY 1, 2");

    private static final List<String> ORDERED_WHEN_ASKED = List.of(
            "SELECT city, count(*) AS n FROM sales GROUP BY city",
            "SELECT city, amount FROM sales ORDER BY city DESC",
            "SELECT city FROM sales ORDER BY amount DESC, price",
            "SELECT city, count(*) AS n FROM sales GROUP BY city ORDER BY n",
            "SELECT amount, sum(weight) AS w, avg(weight) AS m FROM sales GROUP BY amount",
            "SELECT s.amount, t.weight FROM sales AS s JOIN sales AS t ON s.city = t.city",
            "SELECT DISTINCT amount FROM sales",
            "SELECT city, amount FROM sales ORDER BY amount LIMIT 3",
            "SELECT z, ARRAY[z] AS a FROM (SELECT weight * 0.0e0 AS z FROM sales) AS t GROUP BY z",
            "SELECT weight * 0.0e0 AS z, upper(city) AS c FROM sales WHERE abs(amount) = 3",
            "SELECT ARRAY[weight * 0.0e0] AS z, ROW(city, weight * 0.0e0) AS r FROM sales WHERE abs(amount) = 3",
            "SELECT city, row_number() OVER (ORDER BY amount) AS r FROM sales");

    @TempDir
    Path directory;

    private SqlLake lake;

    @BeforeEach
    void open() {
        lake = new SqlLake(directory);
        lake.createTable("shop.sales", """
                SELECT * FROM (VALUES ('a', 1, 1.5, 0.1e0), ('b', 1, 2.5, 0.2e0), ('b', 3, 2.5, 1e300), ('c', 3, 0.5, -1e300))
                AS t (city, amount, price, weight)""");
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @Test
    void anOrderWithoutTiesIsReplayable() {
        for (String sql : REPLAYABLE) {
            assertThat(lake.prepare(sql).isReplayable()).as(sql).isTrue();
            assertThat(lake.rows(lake.prepare(sql), Parameters.NONE)).as(sql).isEqualTo(lake.rows(sql));
        }
    }

    @Test
    void whatMayComeOtherwiseIsNot() {
        for (String sql : NOT_REPLAYABLE) {
            assertThat(lake.prepare(sql).isReplayable()).as(sql).isFalse();
        }
    }

    @Test
    void whatHasNoOrderGetsOneWhenItIsAskedFor() {
        for (String sql : ORDERED_WHEN_ASKED) {
            assertThat(lake.prepare(sql).isReplayable()).as(sql).isFalse();
            PreparedQuery fixed = lake.prepare(sql).inFixedOrder();
            assertThat(fixed.isReplayable()).as(sql).isTrue();
            List<?> rows = lake.rows(fixed, Parameters.NONE);
            assertThat(lake.rows(fixed, Parameters.NONE)).as(sql).isEqualTo(rows);
        }
    }

    @Test
    void theOrderThatIsWrittenStays() {
        PreparedQuery fixed = lake.prepare("SELECT city FROM sales ORDER BY amount DESC, price")
                .inFixedOrder();
        assertThat(lake.rows(fixed, Parameters.NONE)).containsExactly("city", "c", "b", "a", "b");
    }

    @Test
    void whatIsOtherEachTimeCannotBeOrdered() {
        assertThatThrownBy(() -> lake.prepare("SELECT city, rand() AS r FROM sales ORDER BY 1, 2")
                        .inFixedOrder())
                .hasMessageContaining("RAND, which gives another value each time");
    }
}

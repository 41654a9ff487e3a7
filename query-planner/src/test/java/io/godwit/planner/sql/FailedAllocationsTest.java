package io.godwit.planner.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.FailingAllocations;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.batch.MemoryLease;
import io.godwit.pitjoin.batch.SpillDirectory;
import io.godwit.pitjoin.batch.Workers;
import io.godwit.planner.Parameters;
import io.godwit.planner.PreparedQuery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whichever allocation of a statement fails, it gives the right rows or says that memory ended, and holds nothing afterwards. */
@Timeout(300)
class FailedAllocationsTest {
    private static final int FAILURES = Integer.getInteger("godwit.test.failing-allocations", 12);

    private static final String NUMBERS = """
            (SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n AS i
             FROM (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS a (n), (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS b (n),
                  (VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) AS c (n), (VALUES 0, 1, 2, 3, 4) AS d (n)) AS numbers""";

    private static final List<String> STATEMENTS = List.of(
            "SELECT id + 1 AS i, word, price * 2 AS p FROM sales WHERE small > 3 ORDER BY i",
            "SELECT * FROM sales WHERE id BETWEEN 100 AND 140 ORDER BY id",
            "SELECT id, tags, place FROM sales WHERE mod(id, 50) = 7 ORDER BY id",
            "SELECT id, word FROM sales WHERE id < 20 UNION ALL SELECT id, name FROM shops ORDER BY 1, 2",
            "SELECT count(*) AS n, count(DISTINCT word) AS w, max(day) AS d FROM sales",
            "SELECT word, sum(price) AS p, avg(small) AS s, min(day) AS d FROM sales GROUP BY word ORDER BY word",
            "SELECT h.name, count(*) AS n, sum(s.price) AS p FROM sales AS s JOIN shops AS h ON h.id = s.shop WHERE h.name LIKE '%2%' GROUP BY h.name ORDER BY h.name",
            "SELECT id, row_number() OVER (PARTITION BY shop ORDER BY price, id) AS n FROM sales WHERE small = 3 ORDER BY id",
            "SELECT s.id, s.word, r.word AS other FROM sales AS s LEFT JOIN sales AS r ON r.id = s.id + 4990 WHERE s.id < 30 ORDER BY s.id",
            "WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 50) SELECT n, word FROM t JOIN sales ON id = n ORDER BY n",
            "SELECT l.id, l.name, f.price, f.word FROM shops AS l LEFT ASOF JOIN sales AS f MATCH_CONDITION f.day <= l.day ON f.shop = l.id",
            "SELECT l.name, f.p FROM shops AS l LEFT ASOF JOIN (SELECT shop, day, max(price) AS p FROM sales GROUP BY shop, day) AS f MATCH_CONDITION f.day <= l.day ON f.shop = l.id",
            "SELECT x, y FROM (VALUES (1, 'a'), (2, CAST(NULL AS VARCHAR))) AS t (x, y) WHERE x > 0 LIMIT 5",
            "SELECT shop, word FROM sales FOR LATEST day AS OF TIMESTAMP '2024-02-01 00:00:00' BY (shop) ORDER BY shop");

    @TempDir
    static Path directory;

    private static SqlLake lake;
    private static SqlLake cachingLake;
    private final ExecutorService drivers = Executors.newCachedThreadPool();
    private final ExecutorService scans = Executors.newFixedThreadPool(2);

    private static synchronized SqlLake lake(boolean caches) {
        if (lake == null) {
            lake = filled(new SqlLake(directory.resolve("plain")));
            cachingLake = filled(SqlLake.withColumnCache(directory.resolve("caching"), 32 << 20));
        }
        return caches ? cachingLake : lake;
    }

    private static SqlLake filled(SqlLake made) {
        made.createTable("shop.sales", """
                SELECT i AS id, mod(i, 25) AS shop,
                  CASE mod(i, 5) WHEN 0 THEN 'a rather long word ' || CAST(mod(i, 300) AS VARCHAR) WHEN 1 THEN '' WHEN 2 THEN 'short' ELSE NULL END AS word,
                  TIMESTAMP '2024-01-01 00:00:00' + INTERVAL '1' DAY * mod(i * 31, 40) AS day,
                  CAST(CASE WHEN mod(i, 11) = 5 THEN NULL ELSE mod(i * 7919, 100003) END AS DECIMAL(15, 2)) AS price,
                  CAST(mod(i, 97) - 40 AS INTEGER) AS small,
                  CASE WHEN mod(i, 3) = 0 THEN ARRAY['x', CAST(i AS VARCHAR)] ELSE NULL END AS tags,
                  ROW(mod(i, 7), 'z') AS place
                FROM\s""" + NUMBERS);
        made.createTable("shop.shops", """
                SELECT i AS id, 'shop ' || CAST(i AS VARCHAR) AS name, TIMESTAMP '2024-01-20 00:00:00' + INTERVAL '1' DAY * mod(i, 9) AS day
                FROM\s""" + NUMBERS + " WHERE i < 30");
        return made;
    }

    @AfterEach
    void stop() {
        drivers.shutdown();
        scans.shutdown();
    }

    @AfterAll
    static void close() {
        lake.close();
        cachingLake.close();
    }

    @Test
    void columnsDecodedEachTime(TestReporter reporter) {
        run(reporter, false);
    }

    @Test
    void columnsFromTheCacheAndThoseOnTheirWayThere(TestReporter reporter) {
        run(reporter, true);
    }

    private void run(TestReporter reporter, boolean caches) {
        long seed = Long.getLong("godwit.test.seed", System.nanoTime());
        reporter.publishEntry("godwit.test.seed", Long.toString(seed));
        Random random = new Random(seed);
        List<Throwable> failures = new ArrayList<>();
        int refused = 0;
        for (String sql : STATEMENTS) {
            FailingAllocations none = FailingAllocations.none();
            List<String> expected = rows(lake(caches), sql, none);
            for (int failure = 0; failure < FAILURES; failure++) {
                FailingAllocations failing =
                        new FailingAllocations(1 + random.nextLong(none.count() + 1), random.nextBoolean());
                String name = "-Dgodwit.test.seed=%d, %s of %s".formatted(seed, failing, sql);
                try {
                    assertThat(rows(lake(caches), sql, failing)).as(name).isEqualTo(expected);
                } catch (GodwitException e) {
                    refused++;
                    if (e.code() != ErrorCode.RESOURCE_EXHAUSTED || leaks(e)) {
                        failures.add(new AssertionError(name, e));
                    }
                } catch (OutOfMemoryException e) {
                    refused++;
                    if (leaks(e)) {
                        failures.add(new AssertionError(name, e));
                    }
                } catch (RuntimeException | AssertionError e) {
                    failures.add(new AssertionError(name, e));
                }
            }
        }
        assertThat(failures).isEmpty();
        assertThat(refused).isGreaterThan(STATEMENTS.size());
    }

    /** What closing the allocator said stands behind what the statement said. */
    private static boolean leaks(Throwable failure) {
        return failure.getSuppressed().length > 0;
    }

    private List<String> rows(SqlLake lake, String sql, FailingAllocations allocations) {
        MemoryLease memory = new MemoryLease(1L << 30);
        try (BufferAllocator query = lake.allocator().newChildAllocator("query", allocations, 0, 1L << 30);
                SpillDirectory spill = new SpillDirectory(directory.resolve("spill"))) {
            ExecutionContext context = new ExecutionContext(
                    "test",
                    new Cancellation(),
                    query,
                    memory,
                    spill,
                    new Workers(drivers, scans),
                    lake.lake().clock());
            PreparedQuery prepared = lake.planner().prepare(context, sql, lake.statement());
            return lake.rows(prepared, Parameters.NONE, context);
        } finally {
            assertThat(memory.heldBytes()).as("reserved after " + sql).isZero();
        }
    }
}

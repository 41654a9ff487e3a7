package io.godwit.planner;

import java.util.List;

/** Statements that touch what most statements touch, and read no table. */
final class WarmUpStatements {
    static final List<String> ALL = List.of(
            "SELECT x.a + 1 AS a, x.b FROM (VALUES (1, 'one'), (2, 'two')) AS x (a, b) WHERE x.a > 1 LIMIT 10",
            """
            SELECT l.id, f.* PREFIX 'f_' FROM (VALUES (1, TIMESTAMP '2013-01-01 00:00:00')) AS l (id, ts)
            LEFT ASOF JOIN (VALUES (1, TIMESTAMP '2012-12-31 00:00:00', 1.5e0)) AS f (id, ts, x)
              MATCH_CONDITION f.ts <= l.ts - INTERVAL '2' HOUR AND f.ts >= l.ts - INTERVAL '3' DAY ON f.id = l.id
            """,
            "EXPLAIN SELECT count(*) AS n, max(a) AS a FROM (VALUES (1, 2)) AS t (a, b) WHERE a = ? GROUP BY b ORDER BY n");

    private WarmUpStatements() {}
}

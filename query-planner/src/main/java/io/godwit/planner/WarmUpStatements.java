package io.godwit.planner;

import java.util.List;

/** Statements that touch what most statements touch, and read no table. */
final class WarmUpStatements {
    static final List<String> ALL = List.of(
            "SELECT x.a + 1 AS a, x.b FROM (VALUES (1, 'one'), (2, 'two')) AS x (a, b) WHERE x.a > 1 AND x.b LIKE 'o%' LIMIT 10");

    private WarmUpStatements() {}
}

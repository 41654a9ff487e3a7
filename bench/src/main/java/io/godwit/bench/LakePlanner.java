package io.godwit.bench;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.CalciteQueryPlanner;
import io.godwit.planner.PlannerConfig;
import io.godwit.planner.PreparedQuery;
import io.godwit.planner.StatementContext;
import java.nio.file.Path;
import java.util.Map;

/** The planner over the lake that the whole-process benchmark generated; {@code bench/run kernels} says where it lies. */
final class LakePlanner implements AutoCloseable {
    private static final String CATALOG = "lake";

    private final CalciteQueryPlanner planner;

    LakePlanner() {
        Path lake = Path.of(System.getProperty("godwit.bench.lake", "bench/.data/quick"))
                .toAbsolutePath();
        Map<String, String> catalog = Map.of(
                "type",
                "jdbc",
                "uri",
                "jdbc:sqlite:" + lake.resolve("catalog.db"),
                "warehouse",
                "file:" + lake.resolve("warehouse"));
        planner = CalciteQueryPlanner.open(new PlannerConfig(Map.of(CATALOG, catalog), CATALOG));
    }

    PreparedQuery prepare(ExecutionContext context, String sql) {
        return planner.prepare(context, sql, StatementContext.local(CATALOG));
    }

    @Override
    public void close() {
        planner.close();
    }
}

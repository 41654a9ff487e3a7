package io.godwit.bench;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.SharedMemory;
import io.godwit.planner.CalciteQueryPlanner;
import io.godwit.planner.PlannerConfig;
import io.godwit.planner.PreparedQuery;
import io.godwit.planner.StatementContext;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.catalog.TableVersion;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The planner over the lake that the whole-process benchmark generated; {@code bench/run kernels} says where it lies. */
final class LakePlanner implements AutoCloseable {
    private static final String CATALOG = "lake";

    private final CalciteQueryPlanner planner;
    private final Catalogs catalogs;

    /** Keeps no decoded columns. */
    LakePlanner() {
        this(new SharedMemory(0), 0);
    }

    /** @param columnCacheBytes how much of the memory is for decoded columns */
    LakePlanner(SharedMemory memory, long columnCacheBytes) {
        Path lake = Path.of(System.getProperty("godwit.bench.lake", "bench/.data/quick"))
                .toAbsolutePath();
        Map<String, String> catalog = new HashMap<>(Map.of(
                "type",
                "jdbc",
                "uri",
                "jdbc:sqlite:" + lake.resolve("catalog.db"),
                "warehouse",
                "file:" + lake.resolve("warehouse")));
        if (System.getProperty(DelayedFileIO.DELAY) != null) {
            catalog.put("io-impl", DelayedFileIO.class.getName());
        }
        PlannerConfig config = new PlannerConfig(Map.of(CATALOG, catalog), CATALOG).withColumnCache(columnCacheBytes);
        planner = CalciteQueryPlanner.open(config, memory);
        catalogs = Catalogs.open(Map.of(CATALOG, catalog));
    }

    PreparedQuery prepare(ExecutionContext context, String sql) {
        return planner.prepare(context, sql, StatementContext.local(CATALOG));
    }

    /** Finds a table and loads its metadata, as planning does for each name. */
    PinnedTable pin(String table) {
        Catalogs.ResolvedName name = catalogs.resolve(List.of(table.split("\\.")), CATALOG, List.of())
                .orElseThrow(() -> catalogs.notFound(List.of(table), CATALOG, List.of()));
        return catalogs.pin(name.name(), TableVersion.CURRENT);
    }

    @Override
    public void close() {
        catalogs.close();
        planner.close();
    }
}

package io.godwit.planner;

import static java.util.Objects.requireNonNull;

import io.godwit.planner.engine.DuckDbOptions;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a planner works on.
 *
 * @param catalogs Iceberg's own catalog properties by catalog name
 * @param defaultCatalog the catalog of names that do not say one
 * @param engine what the embedded engine may use
 * @param columnCacheBytes how much memory decoded columns may take between queries; 0 keeps none
 */
public record PlannerConfig(
        Map<String, Map<String, String>> catalogs, String defaultCatalog, DuckDbOptions engine, long columnCacheBytes) {
    private static final int ENGINE_QUERIES = 4;
    private static final long ENGINE_BYTES = 1L << 30;

    public PlannerConfig {
        catalogs = Map.copyOf(catalogs);
        requireNonNull(defaultCatalog, "defaultCatalog");
        requireNonNull(engine, "engine");
    }

    /** With an embedded engine that uses every core, and a gigabyte a query; decoded columns are not kept. */
    public PlannerConfig(Map<String, Map<String, String>> catalogs, String defaultCatalog) {
        this(catalogs, defaultCatalog, defaultEngine(), 0);
    }

    public PlannerConfig withColumnCache(long bytes) {
        return new PlannerConfig(catalogs, defaultCatalog, engine, bytes);
    }

    /** Lets the embedded engine spill there; the directory is made when it is needed. */
    public PlannerConfig withTemporaryDirectory(Path directory) {
        DuckDbOptions moved = new DuckDbOptions(engine.instances(), engine.threads(), engine.memoryBytes(), directory);
        return new PlannerConfig(catalogs, defaultCatalog, moved, columnCacheBytes);
    }

    private static DuckDbOptions defaultEngine() {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"), "godwit-engine");
        return new DuckDbOptions(ENGINE_QUERIES, Runtime.getRuntime().availableProcessors(), ENGINE_BYTES, temporary);
    }
}

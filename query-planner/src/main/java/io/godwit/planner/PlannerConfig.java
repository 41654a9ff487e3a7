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
 */
public record PlannerConfig(Map<String, Map<String, String>> catalogs, String defaultCatalog, DuckDbOptions engine) {
    private static final int ENGINE_QUERIES = 4;
    private static final long ENGINE_BYTES = 1L << 30;

    public PlannerConfig {
        catalogs = Map.copyOf(catalogs);
        requireNonNull(defaultCatalog, "defaultCatalog");
        requireNonNull(engine, "engine");
    }

    /** With an embedded engine that uses every core, and a gigabyte a query. */
    public PlannerConfig(Map<String, Map<String, String>> catalogs, String defaultCatalog) {
        this(catalogs, defaultCatalog, defaultEngine());
    }

    private static DuckDbOptions defaultEngine() {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"), "godwit-engine");
        return new DuckDbOptions(ENGINE_QUERIES, Runtime.getRuntime().availableProcessors(), ENGINE_BYTES, temporary);
    }
}

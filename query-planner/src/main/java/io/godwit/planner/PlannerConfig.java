package io.godwit.planner;

import java.util.Map;

/**
 * What a planner works on.
 *
 * @param catalogs Iceberg's own catalog properties by catalog name
 * @param defaultCatalog the catalog of names that do not say one
 */
public record PlannerConfig(Map<String, Map<String, String>> catalogs, String defaultCatalog) {
    public PlannerConfig {
        catalogs = Map.copyOf(catalogs);
    }
}

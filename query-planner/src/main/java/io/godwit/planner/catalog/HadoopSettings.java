package io.godwit.planner.catalog;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.jspecify.annotations.Nullable;

/** Hadoop's configuration, for the catalogs that are built on it; the others start without loading Hadoop. */
final class HadoopSettings {
    private HadoopSettings() {}

    static @Nullable Object of(Map<String, String> properties) {
        String type = properties.getOrDefault(CatalogUtil.ICEBERG_CATALOG_TYPE, "");
        return switch (type) {
            case CatalogUtil.ICEBERG_CATALOG_TYPE_HADOOP, CatalogUtil.ICEBERG_CATALOG_TYPE_HIVE -> new Configuration();
            default -> null;
        };
    }
}

package io.godwit.planner.catalog;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/** From the properties a user writes to an Iceberg catalog. */
final class CatalogProperties {
    private static final List<String> TYPES = List.of("jdbc", "rest", "hadoop", "hive", "glue", "nessie");
    private static final String SQLITE = "jdbc:sqlite:";
    /** Waits for the writer of another process instead of failing at once. */
    private static final String BUSY_TIMEOUT_MILLIS = "10000";

    private CatalogProperties() {}

    /** What the user wrote, and what makes it work as PyIceberg's catalog of the same properties does. */
    static Map<String, String> complete(String name, Map<String, String> configured) {
        Map<String, String> properties = new HashMap<>(configured);
        if (properties.containsKey(org.apache.iceberg.CatalogProperties.CATALOG_IMPL)) {
            return Map.copyOf(properties);
        }
        String type = properties.getOrDefault(CatalogUtil.ICEBERG_CATALOG_TYPE, "");
        if (!TYPES.contains(type.toLowerCase(Locale.ROOT))) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Catalog %s has type \"%s\"; its type must be one of %s%s"
                            .formatted(name, type, TYPES, NearestName.hint(type, TYPES)));
        }
        properties.computeIfPresent(
                org.apache.iceberg.CatalogProperties.WAREHOUSE_LOCATION,
                (key, location) -> LocalPath.absolute(location));
        if (!type.equals(CatalogUtil.ICEBERG_CATALOG_TYPE_HADOOP)) {
            properties.putIfAbsent(org.apache.iceberg.CatalogProperties.FILE_IO_IMPL, LakeFileIO.class.getName());
        }
        if (type.equals(CatalogUtil.ICEBERG_CATALOG_TYPE_JDBC)) {
            completeJdbc(name, properties);
        }
        return Map.copyOf(properties);
    }

    private static void completeJdbc(String name, Map<String, String> properties) {
        String uri = properties.get(org.apache.iceberg.CatalogProperties.URI);
        String warehouse = properties.get(org.apache.iceberg.CatalogProperties.WAREHOUSE_LOCATION);
        if (uri == null || warehouse == null) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Catalog %s of type jdbc needs the properties uri and warehouse, and %s is missing"
                            .formatted(name, uri == null ? "uri" : "warehouse"));
        }
        properties.putIfAbsent("jdbc.schema-version", "V1");
        if (uri.startsWith(SQLITE)) {
            properties.putIfAbsent("jdbc.busy_timeout", BUSY_TIMEOUT_MILLIS);
            createDirectory(
                    name,
                    Path.of(uri.substring(SQLITE.length())).toAbsolutePath().getParent());
        }
        createDirectory(name, LocalPath.of(warehouse));
    }

    private static void createDirectory(String name, @Nullable Path directory) {
        if (directory == null) {
            return;
        }
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Catalog %s cannot make its directory %s: %s".formatted(name, directory, e.getMessage()),
                    e);
        }
    }

    static FileIO fileIO(Map<String, String> properties) {
        String implementation =
                properties.getOrDefault(org.apache.iceberg.CatalogProperties.FILE_IO_IMPL, LakeFileIO.class.getName());
        return CatalogUtil.loadFileIO(implementation, properties, HadoopSettings.of(properties));
    }

    static Catalog build(String name, Map<String, String> properties) {
        try {
            return CatalogUtil.buildIcebergCatalog(name, properties, HadoopSettings.of(properties));
        } catch (IllegalArgumentException | LinkageError e) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Catalog %s cannot be opened: %s. If a class is missing, put the jar that has it on the class path"
                            .formatted(name, e),
                    e);
        }
    }
}

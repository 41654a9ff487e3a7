package io.godwit.planner.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * Column statistics by what they were gathered from, which never changes: a statement need not read manifests that another
 * has read. Safe for use by many threads.
 */
final class GatheredStatistics {
    private static final long MOST_COLUMNS = 100_000;

    private record Source(String metadataLocation, long snapshotId, int schemaId) {}

    private final Cache<Source, Map<Integer, ColumnStatistics>> known = Caffeine.newBuilder()
            .maximumWeight(MOST_COLUMNS)
            .weigher((Source source, Map<Integer, ColumnStatistics> columns) -> 1 + columns.size())
            .build();

    /** By field id. */
    Map<Integer, ColumnStatistics> of(Table table, String metadataLocation, Snapshot snapshot, Schema schema) {
        return known.get(
                new Source(metadataLocation, snapshot.snapshotId(), schema.schemaId()),
                unknown -> ColumnStatistics.gather(table, snapshot, schema));
    }
}

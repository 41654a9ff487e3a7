package io.godwit.planner.catalog;

import java.util.OptionalLong;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a pinned table without reading its data: for the planner's estimates. Row counts come from the
 * snapshot's summary; column statistics are gathered from the manifests when a statement first needs
 * them, and kept for later statements.
 */
public final class TableStatistics {
    private final Table table;
    private final @Nullable Snapshot snapshot;
    private final Schema schema;
    private final GatheredStatistics gathered;
    private final String metadataLocation;

    TableStatistics(
            Table table,
            String metadataLocation,
            @Nullable Snapshot snapshot,
            Schema schema,
            GatheredStatistics gathered) {
        this.table = table;
        this.metadataLocation = metadataLocation;
        this.snapshot = snapshot;
        this.schema = schema;
        this.gathered = gathered;
    }

    /** Rows to expect, or -1 when the snapshot does not say. Equality deletes are not known to take any away. */
    public long estimatedRowCount() {
        if (snapshot == null) {
            return 0;
        }
        long records = summaryValue(SnapshotSummary.TOTAL_RECORDS_PROP, -1);
        long deletes = summaryValue(SnapshotSummary.TOTAL_POS_DELETES_PROP, 0);
        return records < 0 ? -1 : Math.max(0, records - deletes);
    }

    /** Rows of the snapshot when no delete file can have taken any away. */
    public OptionalLong exactRowCount() {
        if (snapshot == null) {
            return OptionalLong.of(0);
        }
        long records = summaryValue(SnapshotSummary.TOTAL_RECORDS_PROP, -1);
        boolean undeleted = summaryValue(SnapshotSummary.TOTAL_DELETE_FILES_PROP, -1) == 0;
        return records >= 0 && undeleted ? OptionalLong.of(records) : OptionalLong.empty();
    }

    /** What the manifests say of a column, or null when they say nothing. Reads all manifests the first time. */
    public @Nullable ColumnStatistics column(int fieldId) {
        return snapshot == null
                ? null
                : gathered.of(table, metadataLocation, snapshot, schema).get(fieldId);
    }

    private long summaryValue(String property, long otherwise) {
        String value = snapshot == null || snapshot.summary() == null
                ? null
                : snapshot.summary().get(property);
        return value == null ? otherwise : Long.parseLong(value);
    }
}

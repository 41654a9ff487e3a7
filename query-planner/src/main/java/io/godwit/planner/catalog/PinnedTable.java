package io.godwit.planner.catalog;

import io.godwit.planner.Pins;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * A table bound to one metadata file and one snapshot: whatever is committed later, it stays as it is. Immutable, safe for
 * use by many threads.
 */
public final class PinnedTable {
    /** What {@link #snapshotId()} says of a table into which nothing was ever written. */
    public static final long NO_SNAPSHOT = -1;

    private final TableName name;
    private final TableVersion version;
    private final Table table;
    private final String metadataLocation;
    private final @Nullable Snapshot snapshot;
    private final Schema schema;
    private final TableStatistics statistics;

    PinnedTable(
            TableName name,
            TableVersion version,
            Table table,
            String metadataLocation,
            @Nullable Snapshot snapshot,
            Schema schema,
            GatheredStatistics gathered) {
        this.name = name;
        this.version = version;
        this.table = table;
        this.metadataLocation = metadataLocation;
        this.snapshot = snapshot;
        this.schema = schema;
        this.statistics = new TableStatistics(table, metadataLocation, snapshot, schema, gathered);
    }

    public TableName name() {
        return name;
    }

    public TableVersion version() {
        return version;
    }

    /** Iceberg's view of it: reads this metadata file only and cannot commit. */
    public Table table() {
        return table;
    }

    public String metadataLocation() {
        return metadataLocation;
    }

    /** The snapshot read, or null for a table into which nothing was ever written. */
    public @Nullable Snapshot snapshot() {
        return snapshot;
    }

    public long snapshotId() {
        return snapshot == null ? NO_SNAPSHOT : snapshot.snapshotId();
    }

    /** The schema to read with. */
    public Schema schema() {
        return schema;
    }

    public Map<String, String> properties() {
        return table.properties();
    }

    /** Rows of the snapshot when no delete file can have taken any away; otherwise unknown without reading. */
    public OptionalLong exactRowCount() {
        return statistics.exactRowCount();
    }

    public TableStatistics statistics() {
        return statistics;
    }

    public Pins.Pin pin() {
        return new Pins.Pin(
                name.catalog(), name.identifier().toString(), version.text(), metadataLocation, snapshotId());
    }

    @Override
    public String toString() {
        return name + (snapshot == null ? " (empty)" : " at snapshot " + snapshot.snapshotId());
    }
}

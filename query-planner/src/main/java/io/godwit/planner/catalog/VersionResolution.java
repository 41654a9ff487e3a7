package io.godwit.planner.catalog;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/** From the version a statement asks for to a snapshot of a table and the schema to read it with. */
final class VersionResolution {
    private final Table table;
    private final TableName name;
    private final GatheredStatistics gathered;

    private VersionResolution(Table table, TableName name, GatheredStatistics gathered) {
        this.table = table;
        this.name = name;
        this.gathered = gathered;
    }

    /** @param gathered what is known already of the table's columns */
    static VersionResolution of(Table table, TableName name, GatheredStatistics gathered) {
        return new VersionResolution(table, name, gathered);
    }

    PinnedTable pin(TableVersion version, String metadataLocation) {
        if (version instanceof TableVersion.AsOf asOf) {
            return pinned(version, metadataLocation, snapshotAt(asOf.instant()));
        }
        if (version instanceof TableVersion.SnapshotId byId) {
            return pinned(version, metadataLocation, snapshot(byId.id()));
        }
        if (version instanceof TableVersion.Ref byRef) {
            return pinnedRef(byRef, metadataLocation);
        }
        return new PinnedTable(
                name, version, table, metadataLocation, table.currentSnapshot(), table.schema(), gathered);
    }

    /** The snapshot a pin names, read with the schema that {@code version} asks for. */
    PinnedTable pinTo(long snapshotId, TableVersion version, String metadataLocation) {
        if (snapshotId == PinnedTable.NO_SNAPSHOT) {
            return new PinnedTable(name, version, table, metadataLocation, null, table.schema(), gathered);
        }
        Snapshot snapshot = snapshot(snapshotId);
        return readsTableSchema(version)
                ? new PinnedTable(name, version, table, metadataLocation, snapshot, table.schema(), gathered)
                : pinned(version, metadataLocation, snapshot);
    }

    private boolean readsTableSchema(TableVersion version) {
        if (version instanceof TableVersion.Ref byRef) {
            SnapshotRef ref = table.refs().get(byRef.name());
            return ref != null && ref.isBranch();
        }
        return version instanceof TableVersion.Current;
    }

    private PinnedTable pinned(TableVersion version, String metadataLocation, Snapshot snapshot) {
        Schema schema = SnapshotUtil.schemaFor(table, snapshot.snapshotId());
        return new PinnedTable(name, version, table, metadataLocation, snapshot, schema, gathered);
    }

    private PinnedTable pinnedRef(TableVersion.Ref version, String metadataLocation) {
        Map<String, SnapshotRef> refs = table.refs();
        SnapshotRef ref = refs.get(version.name());
        if (ref == null) {
            throw new GodwitException(
                    ErrorCode.NOT_FOUND,
                    "Table %s has no tag or branch '%s'; it has: %s%s"
                            .formatted(
                                    name,
                                    version.name(),
                                    refs.isEmpty()
                                            ? "none"
                                            : String.join(
                                                    ", ",
                                                    refs.keySet().stream()
                                                            .sorted()
                                                            .toList()),
                                    NearestName.hint(version.name(), refs.keySet())));
        }
        Snapshot snapshot = snapshot(ref.snapshotId());
        Schema schema = SnapshotUtil.schemaFor(table, version.name());
        return new PinnedTable(name, version, table, metadataLocation, snapshot, schema, gathered);
    }

    private Snapshot snapshotAt(Instant instant) {
        long millis = instant.toEpochMilli();
        @Nullable HistoryEntry latest = null;
        for (HistoryEntry entry : table.history()) {
            if (entry.timestampMillis() <= millis) {
                latest = entry;
            }
        }
        if (latest == null) {
            throw new GodwitException(
                    ErrorCode.FAILED_PRECONDITION,
                    "Table %s has no snapshot as old as %s; %s".formatted(name, instant, oldestKept()));
        }
        return snapshot(latest.snapshotId());
    }

    private Snapshot snapshot(long id) {
        Snapshot snapshot = table.snapshot(id);
        if (snapshot == null) {
            List<Long> known = new java.util.ArrayList<>();
            table.snapshots().forEach(each -> known.add(each.snapshotId()));
            throw new GodwitException(
                    ErrorCode.FAILED_PRECONDITION,
                    "Table %s has no snapshot %d: it never had, or it has expired; %s"
                            .formatted(name, id, known.isEmpty() ? "the table is empty" : oldestKept()));
        }
        return snapshot;
    }

    private String oldestKept() {
        Snapshot oldest = null;
        for (Snapshot each : table.snapshots()) {
            if (oldest == null || each.timestampMillis() < oldest.timestampMillis()) {
                oldest = each;
            }
        }
        return oldest == null
                ? "the table is empty"
                : "the oldest it still has is %d of %s"
                        .formatted(oldest.snapshotId(), Instant.ofEpochMilli(oldest.timestampMillis()));
    }
}

package io.godwit.planner.training.reproduce;

import io.godwit.planner.training.registry.Manifest;
import io.godwit.planner.training.registry.SnapshotTags;
import io.godwit.planner.training.reproduce.SourceState.Path;
import java.util.Optional;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/** Finds out, without changing or reading data, how each table of a dataset can be read as it was. */
final class SourceAssessment {
    private static final int FIRST_VERSION_WITH_LINEAGE = 3;

    private final SnapshotTags tables;

    SourceAssessment(SnapshotTags tables) {
        this.tables = tables;
    }

    SourceState assess(Manifest.SourceTable source) {
        Optional<Table> found = tables.load(source.snapshot());
        if (found.isEmpty()) {
            return SourceState.missing(
                    source, "table %s was dropped, or replaced by another".formatted(source.fullName()));
        }
        Table table = found.get();
        if (!source.hasSnapshot() || table.snapshot(source.snapshotId()) != null) {
            boolean metadata =
                    table.io().newInputFile(source.metadataLocation()).exists();
            return SourceState.of(source, metadata ? Path.SNAPSHOT : Path.METADATA, source.snapshotId());
        }
        return withoutSnapshot(source, table);
    }

    private static SourceState withoutSnapshot(Manifest.SourceTable source, Table table) {
        Snapshot survivor = oldestSurvivor(source, table);
        if (survivor == null) {
            return SourceState.missing(
                    source,
                    "snapshot %d of %s has expired, and no younger one is left"
                            .formatted(source.snapshotId(), source.fullName()));
        }
        if (source.sequenceNumber() == 0) {
            return SourceState.missing(
                    source,
                    "snapshot %d of %s has expired, and a table of format version 1 does not number its files"
                            .formatted(source.snapshotId(), source.fullName()));
        }
        return SourceState.of(source, path(source, table), survivor.snapshotId());
    }

    private static Path path(Manifest.SourceTable source, Table table) {
        if (TableUtil.formatVersion(table) >= FIRST_VERSION_WITH_LINEAGE
                && ((HasTableOperations) table).operations().current().nextRowId() > 0) {
            return Path.ROW_LINEAGE;
        }
        return source.greatestIngestionTime() == null ? Path.FILES : Path.INGESTION_TIME;
    }

    private static @Nullable Snapshot oldestSurvivor(Manifest.SourceTable source, Table table) {
        Snapshot oldest = null;
        for (Snapshot each : SnapshotUtil.currentAncestors(table)) {
            boolean younger = each.sequenceNumber() >= source.sequenceNumber();
            if (younger && (oldest == null || each.sequenceNumber() < oldest.sequenceNumber())) {
                oldest = each;
            }
        }
        return oldest;
    }
}

package io.godwit.planner.training.source;

import io.godwit.planner.catalog.ColumnStatistics;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.training.registry.Manifest;
import io.godwit.planner.training.registry.ManifestJson;
import io.godwit.planner.training.statement.DatasetQuery.TableRead;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** From a table as the planner bound it to what the manifest keeps of it. */
public final class SourceTables {
    public static final String INGESTION_TIME = "godwit.ingestion-time";

    private static final String OUR_PROPERTIES = "godwit.";
    private static final String ROW_COUNT = "total-records";

    private SourceTables() {}

    public static Manifest.SourceTable of(TableRead read) {
        PinnedTable table = read.table();
        Snapshot snapshot = table.snapshot();
        return new Manifest.SourceTable(
                table.name().catalog(),
                table.name().identifier().toString(),
                table.version().text(),
                table.table().uuid().toString(),
                table.snapshotId(),
                snapshot == null ? 0 : snapshot.sequenceNumber(),
                snapshot == null
                        ? null
                        : Instant.ofEpochMilli(snapshot.timestampMillis()).toString(),
                table.metadataLocation(),
                ManifestJson.tree(SchemaParser.toJson(table.schema())),
                read.columns().stream().map(SourceTables::column).toList(),
                ourProperties(table),
                rowCount(snapshot),
                greatestIngestionTime(table));
    }

    private static Manifest.SourceTable.Column column(NestedField field) {
        return new Manifest.SourceTable.Column(
                field.fieldId(), field.name(), field.type().toString());
    }

    private static Map<String, String> ourProperties(PinnedTable table) {
        Map<String, String> ours = new TreeMap<>(table.properties());
        ours.keySet().removeIf(key -> !key.startsWith(OUR_PROPERTIES));
        return ours;
    }

    private static long rowCount(@Nullable Snapshot snapshot) {
        Map<String, String> summary = snapshot == null ? null : snapshot.summary();
        return summary == null ? 0 : Long.parseLong(summary.getOrDefault(ROW_COUNT, "-1"));
    }

    /** The declared ingestion column, if there is one. */
    public static @Nullable NestedField ingestionColumn(PinnedTable table) {
        String declared = table.properties().get(INGESTION_TIME);
        return declared == null ? null : table.schema().caseInsensitiveFindField(declared);
    }

    private static @Nullable Long greatestIngestionTime(PinnedTable table) {
        NestedField column = ingestionColumn(table);
        ColumnStatistics statistics = column == null ? null : table.statistics().column(column.fieldId());
        return statistics != null && statistics.max() instanceof Number max ? max.longValue() : null;
    }
}

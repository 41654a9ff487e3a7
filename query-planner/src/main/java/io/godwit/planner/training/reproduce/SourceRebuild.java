package io.godwit.planner.training.reproduce;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.Pins;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.scan.TableScan;
import io.godwit.planner.training.registry.Manifest;
import io.godwit.planner.training.registry.SnapshotTags;
import io.godwit.planner.training.source.ShadowTable;
import io.godwit.planner.training.source.SourceTables;
import io.godwit.planner.write.LakeWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Makes a state of a table that stands for an expired snapshot, from the oldest one that survives it. Of the survivor's
 * files, those that the snapshot can have had stay as they are, the survivor's deletes applied. Younger files (compacted
 * ones among them) are replaced by those of their rows that the snapshot can have held, by row lineage or by ingestion
 * time. Rows updated or erased since are absent.
 */
final class SourceRebuild {
    private static final String LAST_UPDATED = "_last_updated_sequence_number";

    private final Catalogs catalogs;
    private final SnapshotTags tables;
    private final String directory;

    SourceRebuild(Catalogs catalogs, SnapshotTags tables, String directory) {
        this.catalogs = catalogs;
        this.tables = tables;
        this.directory = directory;
    }

    /** A pin under which the query reads the table as it was. */
    Pins.Pin pin(ExecutionContext context, SourceState state) {
        Manifest.SourceTable source = state.source();
        if (state.path() == SourceState.Path.SNAPSHOT) {
            return source.asPin();
        }
        Table table = tables.load(source.snapshot())
                .orElseThrow(() -> new IllegalStateException(source.fullName() + " went away since it was looked at"));
        Schema schema = SchemaParser.fromJson(source.schema());
        if (!source.hasSnapshot()) {
            return ShadowTable.empty(table, schema, directory).pin(source.asPin());
        }
        ShadowTable shadow = ShadowTable.of(table, state.survivor(), schema, directory);
        if (state.path() != SourceState.Path.METADATA) {
            rebuild(context, state, shadow);
        }
        return shadow.pin(source.asPin());
    }

    private void rebuild(ExecutionContext context, SourceState state, ShadowTable shadow) {
        List<DataFile> old = new ArrayList<>();
        List<DataFile> young = new ArrayList<>();
        sortByAge(shadow.table(), state.source().sequenceNumber(), old, young);
        if (young.isEmpty()) {
            return;
        }
        ShadowTable onlyYoung = shadow.copy();
        shadow.remove(young);
        if (state.path() == SourceState.Path.FILES) {
            return;
        }
        onlyYoung.remove(old);
        PinnedTable pinned = catalogs.pin(onlyYoung.pin(state.source().asPin()));
        try (BatchStream rows =
                TableScan.of(pinned).filter(wasThere(state, pinned.schema())).open(context)) {
            LakeWriter.append(context, rows, shadow.table());
        }
    }

    private static void sortByAge(Table table, long sequenceNumber, List<DataFile> old, List<DataFile> young) {
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                Long age = task.file().fileSequenceNumber();
                (age != null && age > sequenceNumber ? young : old).add(task.file());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Expression wasThere(SourceState state, Schema schema) {
        Manifest.SourceTable source = state.source();
        if (state.path() == SourceState.Path.ROW_LINEAGE) {
            return Expressions.lessThanOrEqual(LAST_UPDATED, source.sequenceNumber());
        }
        NestedField ingestion =
                schema.caseInsensitiveFindField(source.properties().getOrDefault(SourceTables.INGESTION_TIME, ""));
        if (ingestion == null || source.greatestIngestionTime() == null) {
            return Expressions.alwaysFalse();
        }
        return Expressions.lessThanOrEqual(ingestion.name(), source.greatestIngestionTime());
    }
}

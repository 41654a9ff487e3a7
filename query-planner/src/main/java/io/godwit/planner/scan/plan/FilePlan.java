package io.godwit.planner.scan.plan;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.catalog.ManifestReading;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.scan.delete.UuidDeletes;
import io.godwit.planner.scan.file.ScanMetrics;
import io.godwit.planner.scan.file.ScanMetrics.Counter;
import io.godwit.planner.scan.filter.FilterColumns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.ExpressionParser;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.metrics.MetricsReport;
import org.apache.iceberg.metrics.ScanMetricsResult;
import org.apache.iceberg.metrics.ScanReport;
import org.jspecify.annotations.Nullable;

/**
 * Which data files of a pinned table may hold rows for which a filter is true, in the defined order. Kept between queries, as
 * snapshots do not change: a statement asked again reads no manifest, nor does one with other literals ({@link SnapshotEntries}).
 *
 * @param skipped how many files cannot hold such rows, of those in manifests that were read, now or before
 */
public record FilePlan(List<FileScanTask> files, long skipped) {
    private static final long MOST_FILES = 50_000;
    private static final int FILE_CHARACTERS = 1_000;

    private static final Cache<Key, FilePlan> CACHE = Caffeine.newBuilder()
            .maximumWeight(MOST_FILES)
            .weigher((Key key, FilePlan plan) -> 1 + plan.files.size() + key.filter.length() / FILE_CHARACTERS)
            .build();

    /** @param filter as JSON, which tells all filters apart over columns of one schema */
    private record Key(String metadataLocation, long snapshotId, int schemaId, String filter) {}

    public FilePlan {
        files = List.copyOf(files);
    }

    /** @param filter exact, over the names of the pinned schema; this widens it before Iceberg sees it */
    public static List<FileScanTask> files(
            ExecutionContext context, PinnedTable table, Expression filter, ScanMetrics metrics) {
        Key key = new Key(
                table.metadataLocation(),
                table.snapshotId(),
                table.schema().schemaId(),
                ExpressionParser.toJson(filter));
        FilePlan known = CACHE.getIfPresent(key);
        if (known == null) {
            known = plan(context, table, filter, metrics);
            CACHE.put(key, known);
        }
        metrics.add(Counter.DATA_FILES_PLANNED, known.files.size());
        metrics.add(Counter.DATA_FILES_SKIPPED, known.skipped);
        return known.files;
    }

    /** The files that may hold rows for which {@code filter} is true, where that is known without reading a manifest; else null. */
    public static @Nullable List<FileScanTask> known(PinnedTable table, Schema schema, Expression filter) {
        SnapshotEntries kept = SnapshotEntries.find(SnapshotEntries.Key.of(table, schema, FilterColumns.of(filter)));
        return kept == null ? null : kept.matching(filter);
    }

    /** All files of the snapshot, from its manifests, of which alone {@code metrics} then tells. */
    static List<FileScanTask> readAll(ExecutionContext context, PinnedTable table, ScanMetrics metrics) {
        Snapshot snapshot = table.snapshot();
        return snapshot == null
                ? List.of()
                : ManifestReading.of(
                        table.name(),
                        () -> read(context, SnapshotScan.of(context, table, snapshot), metrics, new LongAdder()));
    }

    /** From what is kept of the manifests, else from these, of which alone {@code metrics} then tells. */
    private static FilePlan plan(ExecutionContext context, PinnedTable table, Expression filter, ScanMetrics metrics) {
        Snapshot snapshot = table.snapshot();
        return snapshot == null
                ? new FilePlan(List.of(), 0)
                : ManifestReading.of(table.name(), () -> plan(context, table, snapshot, filter, metrics));
    }

    private static FilePlan plan(
            ExecutionContext context, PinnedTable table, Snapshot snapshot, Expression filter, ScanMetrics metrics)
            throws IOException {
        org.apache.iceberg.TableScan scan = SnapshotScan.of(context, table, snapshot);
        Expression widened = PruningFilter.widen(filter, table.schema(), scan.schema(), Set.of());
        Expression pruning = new TruncatedNumbers(table.table()).widen(widened, scan.schema());
        SnapshotEntries entries = entries(context, table, snapshot, scan, pruning, metrics);
        LongAdder skipped = new LongAdder();
        List<FileScanTask> files;
        if (entries == null) {
            List<String> floating = PruningFilter.floatingColumns(pruning, scan.schema());
            files = read(context, withStatistics(scan.filter(pruning), floating), metrics, skipped);
        } else {
            files = entries.matching(pruning);
            skipped.add(entries.fileCount() - files.size());
        }
        FilesByFacts facts = FilesByFacts.of(filter, table);
        List<FileScanTask> left = files.stream().filter(facts::mayMatch).toList();
        return new FilePlan(left, skipped.sum() + files.size() - left.size());
    }

    /** What is kept of the manifests, read now if that is worth it; else null. */
    private static @Nullable SnapshotEntries entries(
            ExecutionContext context,
            PinnedTable table,
            Snapshot snapshot,
            org.apache.iceberg.TableScan scan,
            Expression pruning,
            ScanMetrics metrics)
            throws IOException {
        Set<String> columns = FilterColumns.of(pruning);
        SnapshotEntries.Key key = SnapshotEntries.Key.of(table, scan.schema(), columns);
        SnapshotEntries kept = SnapshotEntries.find(key);
        if (kept != null || !SnapshotEntries.areWanted(key, table.table(), snapshot, scan.schema(), pruning)) {
            return kept;
        }
        return SnapshotEntries.keep(key, read(context, withStatistics(scan, columns), metrics, new LongAdder()));
    }

    private static org.apache.iceberg.TableScan withStatistics(
            org.apache.iceberg.TableScan scan, Collection<String> columns) {
        return columns.isEmpty() ? scan : scan.includeColumnStats(columns);
    }

    private static List<FileScanTask> read(
            ExecutionContext context, org.apache.iceberg.TableScan scan, ScanMetrics metrics, LongAdder skipped)
            throws IOException {
        context.cancellation().check();
        UuidDeletes deletes = UuidDeletes.of(scan.table(), scan.snapshot());
        List<FileScanTask> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> planned =
                scan.metricsReporter(report -> count(report, metrics, skipped)).planFiles()) {
            for (FileScanTask task : planned) {
                context.cancellation().check();
                // Iceberg lists a file without rows even where a writer never made it.
                if (task.file().recordCount() > 0) {
                    files.add(deletes.completed(task));
                }
            }
        }
        files.sort(ScanOrder.TASKS);
        return files;
    }

    private static void count(MetricsReport report, ScanMetrics metrics, LongAdder skipped) {
        if (report instanceof ScanReport scan) {
            ScanMetricsResult result = scan.scanMetrics();
            metrics.add(Counter.MANIFESTS_READ, result.scannedDataManifests().value());
            metrics.add(Counter.MANIFESTS_SKIPPED, result.skippedDataManifests().value());
            skipped.add(result.skippedDataFiles().value());
        }
    }
}

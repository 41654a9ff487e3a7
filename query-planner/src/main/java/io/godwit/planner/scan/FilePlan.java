package io.godwit.planner.scan;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.catalog.ManifestReading;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.scan.ScanMetrics.Counter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.ExpressionParser;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.metrics.MetricsReport;
import org.apache.iceberg.metrics.ScanMetricsResult;
import org.apache.iceberg.metrics.ScanReport;

/**
 * Which data files of a pinned table may hold rows for which a filter is true, in the defined order. Kept between queries, as
 * snapshots do not change: a statement asked again reads no manifest.
 *
 * @param skipped how many files cannot hold such rows, of those in manifests that were read
 */
record FilePlan(List<FileScanTask> files, long skipped) {
    private static final long MOST_FILES = 50_000;
    private static final int FILE_CHARACTERS = 1_000;

    private static final Cache<Key, FilePlan> CACHE = Caffeine.newBuilder()
            .maximumWeight(MOST_FILES)
            .weigher((Key key, FilePlan plan) -> 1 + plan.files.size() + key.filter.length() / FILE_CHARACTERS)
            .build();

    /** @param filter as JSON, which tells all filters apart over columns of one schema */
    private record Key(String metadataLocation, long snapshotId, int schemaId, String filter) {}

    FilePlan {
        files = List.copyOf(files);
    }

    /** @param filter exact, over the names of the pinned schema; this widens it before Iceberg sees it */
    static List<FileScanTask> files(
            ExecutionContext context, PinnedTable table, Expression filter, ScanMetrics metrics) {
        Key key = new Key(
                table.metadataLocation(),
                table.snapshotId(),
                table.schema().schemaId(),
                ExpressionParser.toJson(filter));
        FilePlan known = CACHE.getIfPresent(key);
        if (known == null) {
            known = read(context, table, filter, metrics);
            CACHE.put(key, known);
        }
        metrics.add(Counter.DATA_FILES_PLANNED, known.files.size());
        metrics.add(Counter.DATA_FILES_SKIPPED, known.skipped);
        return known.files;
    }

    /** Read from the manifests, of which alone {@code metrics} then tells. */
    static FilePlan read(ExecutionContext context, PinnedTable table, Expression filter, ScanMetrics metrics) {
        Snapshot snapshot = table.snapshot();
        if (snapshot == null) {
            return new FilePlan(List.of(), 0);
        }
        return ManifestReading.of(table.name(), () -> read(context, table, snapshot, filter, metrics));
    }

    private static FilePlan read(
            ExecutionContext context, PinnedTable table, Snapshot snapshot, Expression filter, ScanMetrics metrics)
            throws IOException {
        LongAdder skipped = new LongAdder();
        org.apache.iceberg.TableScan scan =
                SnapshotScan.of(context, table, snapshot).metricsReporter(report -> count(report, metrics, skipped));
        Expression pruning = PruningFilter.widen(filter, table.schema(), scan.schema(), Set.of());
        org.apache.iceberg.TableScan narrowed = scan.filter(pruning);
        List<String> floating = PruningFilter.floatingColumns(pruning, scan.schema());
        FilesByFacts facts = FilesByFacts.of(filter, table);
        List<FileScanTask> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> planned =
                (floating.isEmpty() ? narrowed : narrowed.includeColumnStats(floating)).planFiles()) {
            for (FileScanTask task : planned) {
                // Iceberg lists a file without rows even where a writer never made it.
                if (task.file().recordCount() > 0) {
                    if (facts.mayMatch(task)) {
                        files.add(task);
                    } else {
                        skipped.increment();
                    }
                }
            }
        }
        files.sort(ScanOrder.TASKS);
        return new FilePlan(files, skipped.sum());
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

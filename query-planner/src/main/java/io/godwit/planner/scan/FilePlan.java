package io.godwit.planner.scan;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.catalog.ManifestReading;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.scan.ScanMetrics.Counter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.metrics.MetricsReport;
import org.apache.iceberg.metrics.ScanMetricsResult;
import org.apache.iceberg.metrics.ScanReport;

/** Which data files of a pinned table may hold rows for which a filter is true, in the defined order. */
final class FilePlan {
    private FilePlan() {}

    /** @param filter exact, over the names of the pinned schema; this widens it before Iceberg sees it */
    static List<FileScanTask> files(
            ExecutionContext context, PinnedTable table, Expression filter, ScanMetrics metrics) {
        Snapshot snapshot = table.snapshot();
        if (snapshot == null) {
            return List.of();
        }
        return ManifestReading.of(table.name(), () -> files(context, table, snapshot, filter, metrics));
    }

    private static List<FileScanTask> files(
            ExecutionContext context, PinnedTable table, Snapshot snapshot, Expression filter, ScanMetrics metrics)
            throws IOException {
        org.apache.iceberg.TableScan scan =
                SnapshotScan.of(context, table, snapshot).metricsReporter(report -> count(report, metrics));
        Expression pruning = PruningFilter.widen(filter, table.schema(), scan.schema(), Set.of());
        org.apache.iceberg.TableScan narrowed = scan.filter(pruning);
        List<String> floating = PruningFilter.floatingColumns(pruning, scan.schema());
        FilesByFacts facts = FilesByFacts.of(filter, table.schema());
        List<FileScanTask> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> planned =
                (floating.isEmpty() ? narrowed : narrowed.includeColumnStats(floating)).planFiles()) {
            for (FileScanTask task : planned) {
                // Iceberg lists a file without rows even where a writer never made it.
                if (task.file().recordCount() > 0) {
                    if (facts.mayMatch(task)) {
                        files.add(task);
                    } else {
                        metrics.add(Counter.DATA_FILES_SKIPPED, 1);
                    }
                }
            }
        }
        files.sort(ScanOrder.TASKS);
        metrics.add(Counter.DATA_FILES_PLANNED, files.size());
        return files;
    }

    private static void count(MetricsReport report, ScanMetrics metrics) {
        if (report instanceof ScanReport scan) {
            ScanMetricsResult result = scan.scanMetrics();
            metrics.add(Counter.MANIFESTS_READ, result.scannedDataManifests().value());
            metrics.add(Counter.MANIFESTS_SKIPPED, result.skippedDataManifests().value());
            metrics.add(Counter.DATA_FILES_SKIPPED, result.skippedDataFiles().value());
        }
    }
}

package io.godwit.planner.scan;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.spec.FeatureSource;
import io.godwit.pitjoin.spec.LabelBounds;
import io.godwit.pitjoin.timeline.TimelinePlace;
import io.godwit.planner.scan.cache.ColumnCache;
import io.godwit.planner.scan.column.ArrowSchemas;
import io.godwit.planner.scan.file.RowSelection;
import io.godwit.planner.scan.file.ScanMetrics;
import io.godwit.planner.scan.plan.BoundsExpression;
import io.godwit.planner.scan.plan.FilePlan;
import io.godwit.planner.scan.plan.ScanOrder;
import io.godwit.planner.scan.plan.SnapshotFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** A table scan as the feature side of a join: bounds of the labels prune like a filter, row ids lead back to files. */
final class TableFeatures implements FeatureSource {
    private final TableScan scan;
    private final Schema schema;
    private final ScanMetrics metrics;

    TableFeatures(TableScan scan, ScanMetrics metrics) {
        this.scan = scan;
        this.schema = scan.schema();
        this.metrics = metrics;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public BatchStream read(ExecutionContext context, List<Integer> columns, LabelBounds bounds) {
        List<NestedField> wanted = wanted(columns);
        wanted.add(ScanOrder.SEQUENCE_NUMBER);
        wanted.add(ScanOrder.ROW_ID);
        org.apache.iceberg.Schema projection = new org.apache.iceberg.Schema(wanted);
        Expression inBounds = BoundsExpression.of(bounds, scan.projection());
        Expression pruning = Expressions.and(scan.filter(), inBounds);
        SnapshotFiles snapshot = SnapshotFiles.of(context, scan.table());
        List<ScanTask> tasks = new ArrayList<>();
        for (FileScanTask file : FilePlan.files(context, scan.table(), pruning, metrics)) {
            tasks.addAll(ScanTask.split(file, snapshot.firstRow(file.file().location())));
        }
        FileTaskReads reads = new FileTaskReads(
                context,
                scan.table(),
                projection,
                scan.vectorFilter(scan.filter(), List.of()),
                pruning,
                metrics,
                scan.reader());
        return new ReadAhead(
                context, ArrowSchemas.arrowSchema(projection), reads, tasks.iterator(), TableScan.OPEN_TASKS);
    }

    @Override
    public boolean canFetch() {
        return true;
    }

    @Override
    public BatchStream fetch(ExecutionContext context, long[] rowIds, List<Integer> columns) {
        org.apache.iceberg.Schema projection = new org.apache.iceberg.Schema(wanted(columns));
        FileTaskReads reads = new FileTaskReads(
                context,
                scan.table(),
                projection,
                scan.vectorFilter(Expressions.alwaysTrue(), List.of()),
                Expressions.alwaysTrue(),
                metrics,
                scan.reader());
        List<ScanTask> tasks = tasksFor(SnapshotFiles.of(context, scan.table()), rowIds);
        BatchStream rows = new ReadAhead(
                context, ArrowSchemas.arrowSchema(projection), reads, tasks.iterator(), TableScan.OPEN_TASKS);
        return new CountedStream(rows, rowIds.length, scan.table());
    }

    /** Of all rows of the snapshot only: a filter makes them a query's own. */
    @Override
    public @Nullable TimelinePlace timelines(List<Integer> columns) {
        ColumnCache kept = scan.reader().columns();
        return kept == null || scan.filter() != Expressions.alwaysTrue()
                ? null
                : kept.timelines(
                        new SnapshotColumns(
                                scan.table().metadataLocation(), scan.table().snapshotId(), wanted(columns)),
                        scan.table().statistics().estimatedRowCount());
    }

    /** Columns of a snapshot as they are read, which never change. */
    private record SnapshotColumns(String metadataLocation, long snapshotId, List<NestedField> fields) {}

    private List<NestedField> wanted(List<Integer> columns) {
        List<NestedField> wanted = new ArrayList<>();
        columns.forEach(column -> wanted.add(scan.projection().columns().get(column)));
        return wanted;
    }

    /** One task per file that has any of the rows. */
    private static List<ScanTask> tasksFor(SnapshotFiles snapshot, long[] rowIds) {
        List<ScanTask> tasks = new ArrayList<>();
        int from = 0;
        while (from < rowIds.length) {
            int index = snapshot.indexOf(rowIds[from]);
            int found = Arrays.binarySearch(rowIds, from, rowIds.length, snapshot.endRow(index));
            int to = found < 0 ? -found - 1 : found;
            long firstRow = snapshot.firstRow(index);
            long[] positions = new long[to - from];
            for (int i = from; i < to; i++) {
                positions[i - from] = rowIds[i] - firstRow;
            }
            FileScanTask file = snapshot.file(index);
            tasks.add(new ScanTask(file, RowSelection.rows(file.file().fileSizeInBytes(), positions), firstRow));
            from = to;
        }
        return tasks;
    }
}

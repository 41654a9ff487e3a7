package io.godwit.planner.scan;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Shard;
import io.godwit.pitjoin.spec.FeatureSource;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.scan.column.ArrowSchemas;
import io.godwit.planner.scan.column.ScanColumns;
import io.godwit.planner.scan.file.FileReader;
import io.godwit.planner.scan.file.ScanMetrics;
import io.godwit.planner.scan.filter.ColumnKeys;
import io.godwit.planner.scan.filter.VectorFilter;
import io.godwit.planner.scan.metadata.ColumnAggregate;
import io.godwit.planner.scan.metadata.MetadataAggregation;
import io.godwit.planner.scan.metadata.MetadataAnswer;
import io.godwit.planner.scan.plan.FilePlan;
import io.godwit.planner.scan.plan.KeyBounds;
import io.godwit.planner.scan.plan.SnapshotFiles;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * What is read of a pinned table: some columns of the rows for which a filter is true, perhaps only the first few.
 * Immutable; may be opened many times and by many threads at once.
 *
 * <p>The filter is applied exactly, with the semantics of SQL: a row stays if the filter is true for it, not if it is
 * unknown; -0.0 equals 0.0; NaN equals itself and is greater than any other number (Iceberg has no NaN literals: say {@code
 * isNaN}). Rows come in the defined order: data sequence number, path of the file, row group, row.
 *
 * @param table what to read
 * @param projection the columns, in order, by Iceberg's field ids: a part of the table's schema, pruned at any level, and
 *     metadata columns
 * @param filter over columns of the table's schema and metadata columns, by name (dots lead into structs), not bound
 * @param limit no more rows than this; {@link #NO_LIMIT} for all
 * @param shard which part of the rows; the limit counts within it
 * @param reader reads the data files
 */
public record TableScan(
        PinnedTable table,
        org.apache.iceberg.Schema projection,
        Expression filter,
        long limit,
        Shard shard,
        FileReader reader) {
    public static final long NO_LIMIT = Long.MAX_VALUE;

    /** Keeps no decoded columns. */
    private static final FileReader READER = new FormatReaders(null);

    /** A limit below which one file after the other is read, since the first most likely suffices. */
    private static final long SHORT_READ_ROWS = 10_000;

    /** Each core works on one task while the next is being opened. */
    static final int OPEN_TASKS = 2 * Runtime.getRuntime().availableProcessors();

    public TableScan {
        requireNonNull(table, "table");
        requireNonNull(projection, "projection");
        requireNonNull(filter, "filter");
        requireNonNull(reader, "reader");
    }

    /** All columns of all rows. */
    public static TableScan of(PinnedTable table) {
        return new TableScan(table, table.schema(), Expressions.alwaysTrue(), NO_LIMIT, Shard.WHOLE, READER);
    }

    public TableScan project(org.apache.iceberg.Schema newProjection) {
        return new TableScan(table, newProjection, filter, limit, shard, reader);
    }

    /** Top-level and metadata columns by exact name, in the given order; see {@link ScanColumns#select}. */
    public TableScan select(List<String> columns) {
        return project(ScanColumns.select(table, columns));
    }

    /** In place of the filter so far. */
    public TableScan filter(Expression newFilter) {
        return new TableScan(table, projection, newFilter, limit, shard, reader);
    }

    public TableScan limit(long newLimit) {
        return new TableScan(table, projection, filter, newLimit, shard, reader);
    }

    /** One part of the rows. Parts hold the rows of as many stretches of the files, whatever the filter leaves of them. */
    public TableScan shard(Shard newShard) {
        return new TableScan(table, projection, filter, limit, newShard, reader);
    }

    /** In place of the reader so far. */
    public TableScan readBy(FileReader newReader) {
        return new TableScan(table, projection, filter, limit, shard, newReader);
    }

    /** The schema of what {@link #open} streams. */
    public Schema schema() {
        return ArrowSchemas.arrowSchema(projection);
    }

    /** Starts reading ahead on the context's scan workers. The caller closes the stream. */
    public BatchStream open(ExecutionContext context) {
        return open(context, new ScanMetrics());
    }

    /** As {@link #open(ExecutionContext)}, counting in {@code metrics}. */
    public BatchStream open(ExecutionContext context, ScanMetrics metrics) {
        return open(context, metrics, List.of());
    }

    /** As {@link #open(ExecutionContext, ScanMetrics)}; of the rows that pass the filter, only those among the keys, too. */
    public BatchStream open(ExecutionContext context, ScanMetrics metrics, List<ColumnKeys> keys) {
        Expression pruning = Expressions.and(filter, KeyBounds.of(keys));
        FileTaskReads reads =
                new FileTaskReads(context, table, projection, vectorFilter(filter, keys), pruning, metrics, reader);
        List<FileScanTask> files = files(context, pruning, metrics);
        int width = limit <= SHORT_READ_ROWS ? 1 : OPEN_TASKS;
        BatchStream all = new ReadAhead(context, schema(), reads, tasks(files), width, true);
        return limit == NO_LIMIT ? all : new LimitedStream(all, limit);
    }

    /** All files of a snapshot are the same for every statement, so their manifests are read once. */
    private List<FileScanTask> files(ExecutionContext context, Expression pruning, ScanMetrics metrics) {
        return pruning == Expressions.alwaysTrue()
                ? SnapshotFiles.of(context, table, metrics).all()
                : FilePlan.files(context, table, pruning, metrics);
    }

    VectorFilter vectorFilter(Expression expression, List<ColumnKeys> keys) {
        return VectorFilter.compile(expression, keys, FileTaskReads.withMetadataColumns(table));
    }

    private Iterator<ScanTask> tasks(List<FileScanTask> files) {
        return shard.isWhole()
                ? files.stream()
                        .flatMap(file -> ScanTask.split(file, 0).stream())
                        .iterator()
                : new ShardTasks(files, shard).iterator();
    }

    /**
     * Aggregates over the rows that {@link #open} would stream, where manifests alone tell all of them exactly.
     *
     * @param aggregates over columns of the table, whether projected or not
     */
    public MetadataAnswer aggregateFromMetadata(ExecutionContext context, List<ColumnAggregate> aggregates) {
        return shard.isWhole() && limit == NO_LIMIT
                ? new MetadataAggregation(context, table, filter, aggregates).compute()
                : MetadataAnswer.unknown("only some of the rows are read");
    }

    /**
     * This scan as the feature side of a point-in-time join; its schema is {@link #schema()}. The filter holds for {@code
     * read}; {@code fetch} gives any row of the snapshot by its id. A limit means nothing here.
     */
    public FeatureSource features(ScanMetrics metrics) {
        return new TableFeatures(this, metrics);
    }
}

package io.godwit.planner.scan;

import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.LocalInputFile;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.scan.column.QueryColumns;
import io.godwit.planner.scan.column.ScanColumns;
import io.godwit.planner.scan.delete.DeleteFiles;
import io.godwit.planner.scan.file.FileBatch;
import io.godwit.planner.scan.file.FileBatches;
import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.file.FileReader;
import io.godwit.planner.scan.file.ScanMetrics;
import io.godwit.planner.scan.file.ScanMetrics.Counter;
import io.godwit.planner.scan.filter.VectorFilter;
import io.godwit.planner.scan.plan.DataFileFacts;
import io.godwit.planner.scan.plan.PruningFilter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** Turns the file tasks of one scan into streams of complete batches, until it is stopped. Safe for use by many threads. */
final class FileTaskReads {
    /** Of rows of up to 96 bytes these fit into one message to a client, so that no batch has to be cut. */
    private static final int MOST_ROWS = 32 * 1024;

    private static final int FEWEST_ROWS = 1024;

    /** A batch holds about this much, judged by the size of the file's rows on disk, where they are smaller. */
    private static final long FILE_BYTES_PER_BATCH = 4L << 20;

    private final ExecutionContext context;
    private final PinnedTable table;
    private final Schema wanted;
    private final VectorFilter filter;
    private final Expression pruning;
    private final ScanMetrics metrics;
    private final FileReader reader;
    private final DeleteFiles deletes;
    private final @Nullable NameMapping nameMapping;
    /** By partition spec, as far as files hold exactly what is wanted: then that is the same for every file of the spec. */
    private final Map<Integer, FileColumns> storedColumns = new ConcurrentHashMap<>();

    private final Cancellation reading = new Cancellation();

    FileTaskReads(
            ExecutionContext context,
            PinnedTable table,
            Schema wanted,
            VectorFilter filter,
            Expression pruning,
            ScanMetrics metrics,
            FileReader reader) {
        this.context = context.cancelledBy(reading);
        this.table = table;
        this.wanted = wanted;
        this.filter = filter;
        this.pruning = pruning;
        this.metrics = metrics;
        this.reader = reader;
        this.deletes = new DeleteFiles(this.context, table.table(), table.schema(), metrics, reader);
        this.nameMapping = nameMapping(table);
    }

    /** Says that no more is wanted, to whoever is reading. */
    void stop() {
        if (!reading.isCancelled()) {
            reading.cancel(new GodwitException(ErrorCode.CANCELLED, "The scan was closed"));
        }
    }

    /** What a scan's filter may name. */
    static Schema withMetadataColumns(PinnedTable table) {
        List<NestedField> fields = new ArrayList<>(table.schema().columns());
        fields.addAll(ScanColumns.metadataColumns(table));
        return QueryColumns.schema(fields);
    }

    private static @Nullable NameMapping nameMapping(PinnedTable table) {
        String json = table.properties().get(TableProperties.DEFAULT_NAME_MAPPING);
        return json == null ? null : NameMappingParser.fromJson(json);
    }

    /** Whether each request for the file's bytes takes a while. */
    boolean isRemote(ScanTask task) {
        return !(table.table().io().newInputFile(task.file().file()) instanceof LocalInputFile);
    }

    /** Opens one task. Reads its delete files, so this runs on a thread that may wait for storage. */
    TaskBatches open(ScanTask task) {
        FileScanTask file = task.file();
        DataFileFacts facts = new DataFileFacts(file.file(), file.spec(), task.firstRowOfSnapshot());
        PositionDeleteIndex positions = deletes.positions(file);
        SurvivingRows survivors =
                new SurvivingRows(context.allocator(), metrics, facts, positions, deletes.keys(file), filter);
        FileColumns columns = columns(file.file(), facts);
        metrics.add(Counter.DATA_FILES_READ, file.start() == 0 ? 1 : 0);
        FileRead read = new FileRead(
                table.table().io().newInputFile(file.file()),
                file.file().fileSizeInBytes(),
                file.file().format(),
                new Schema(columns.stored()),
                survivors,
                pruning(file.file(), columns.stored(), survivors.columns()),
                table.schema(),
                facts.nestedConstants(table.schema()),
                nameMapping,
                task.rows(),
                batchRows(file.file()),
                metrics);
        return new TaskBatches(columns, reader.open(context, read));
    }

    private FileColumns columns(DataFile file, DataFileFacts facts) {
        FileColumns known = storedColumns.get(file.specId());
        if (known != null) {
            return known;
        }
        FileColumns columns = new FileColumns(wanted.columns(), facts);
        if (columns.areAllStored()) {
            storedColumns.put(file.specId(), columns);
        }
        return columns;
    }

    /** As far as it is about columns that are read from the file. */
    private Expression pruning(DataFile file, List<NestedField> columns, List<NestedField> filterColumns) {
        if (pruning == Expressions.alwaysTrue()) {
            return pruning;
        }
        Set<Integer> ids = new HashSet<>(TypeUtil.getProjectedIds(Types.StructType.of(columns)));
        ids.addAll(TypeUtil.getProjectedIds(Types.StructType.of(filterColumns)));
        Schema readable = TypeUtil.project(table.schema(), ids);
        return PruningFilter.widen(pruning, table.schema(), readable, neverNaN(file));
    }

    /** Fields of which the manifest says that the file holds no NaN. */
    private static Set<Integer> neverNaN(DataFile file) {
        Set<Integer> ids = new HashSet<>();
        if (file.nanValueCounts() != null) {
            file.nanValueCounts().forEach((id, count) -> {
                if (count == 0) {
                    ids.add(id);
                }
            });
        }
        return ids;
    }

    private static int batchRows(DataFile file) {
        long rows = FILE_BYTES_PER_BATCH * file.recordCount() / Math.max(1, file.fileSizeInBytes());
        return (int) Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, rows));
    }

    /** Complete batches of one task. */
    final class TaskBatches implements AutoCloseable {
        private final FileColumns columns;
        private final FileBatches batches;

        private TaskBatches(FileColumns columns, FileBatches batches) {
            this.columns = columns;
            this.batches = batches;
        }

        /** See {@link FileBatches#fetchAhead()}. */
        long fetchAhead() {
            return batches.fetchAhead();
        }

        /** The next batch that has rows, or null at the end. */
        @Nullable
        VectorSchemaRoot next() {
            for (FileBatch batch = batches.next(); batch != null; batch = batches.next()) {
                if (batch.rowCount() > 0) {
                    metrics.add(Counter.BATCHES, 1);
                    return columns.complete(context.allocator(), batch);
                }
                batch.close();
            }
            return null;
        }

        @Override
        public void close() {
            batches.close();
        }
    }

    /** An error that names the file, whatever went wrong. */
    static GodwitException failure(ScanTask task, RuntimeException cause) {
        if (cause instanceof GodwitException known) {
            return known;
        }
        if (cause instanceof OutOfMemoryException) {
            return new GodwitException(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "Reading %s needs more memory than the query may hold: %s; raise query.memory-bytes or ask for fewer columns"
                            .formatted(task.file().file().location(), cause.getMessage()),
                    cause);
        }
        return new GodwitException(
                ErrorCode.INTERNAL,
                "Cannot read %s: %s".formatted(task.file().file().location(), cause),
                cause);
    }
}

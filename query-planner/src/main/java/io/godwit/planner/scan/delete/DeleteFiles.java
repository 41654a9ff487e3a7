package io.godwit.planner.scan.delete;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.StorageAttempts;
import io.godwit.planner.scan.column.FieldUnion;
import io.godwit.planner.scan.column.QueryColumns;
import io.godwit.planner.scan.file.FileReader;
import io.godwit.planner.scan.file.ScanMetrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.deletes.PositionDeleteIndexUtil;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.StructLikeSet;
import org.jspecify.annotations.Nullable;

/**
 * The delete files of one scan, each read once however many data files it is about. Contents are kept between scans too,
 * by location and the types of the keys: delete files never change. Safe for use by many threads.
 */
public final class DeleteFiles {
    private static final long CACHED_BYTES = 64L << 20;

    private static final Cache<String, Content> CONTENTS = Caffeine.newBuilder()
            .maximumWeight(CACHED_BYTES)
            .weigher((String key, Content content) -> (int) Math.min(Integer.MAX_VALUE, content.bytes()))
            .build();

    private static final long BYTES_PER_VALUE = 48;

    /** Of one file. */
    private sealed interface Content {
        long bytes();
    }

    private record Positions(Map<String, PositionDeleteIndex> byPath, long bytes) implements Content {}

    private record Keys(StructLikeSet keys, long bytes) implements Content {}

    private record KeySet(List<Integer> fieldIds, List<String> locations) {}

    private final Table table;
    private final Schema schema;
    private final ScanMetrics metrics;
    private final DeleteRows rows;
    private final Map<KeySet, EqualityDeletes> equalityDeletes = new ConcurrentHashMap<>();

    /** @param reader of the files that hold rows */
    public DeleteFiles(ExecutionContext context, Table table, Schema schema, ScanMetrics metrics, FileReader reader) {
        this.rows = new DeleteRows(context, table, reader);
        this.table = table;
        this.schema = schema;
        this.metrics = metrics;
    }

    /** For tests that change delete files, which nobody else does. */
    public static void forgetAll() {
        CONTENTS.invalidateAll();
    }

    /** Positions deleted in the task's file, or null when there are none. */
    @Nullable
    public PositionDeleteIndex positions(FileScanTask task) {
        List<DeleteFile> files = files(task, FileContent.POSITION_DELETES);
        if (files.isEmpty()) {
            return null;
        }
        try {
            PositionDeleteIndex index = positions(files, task.file().location());
            return index.isEmpty() ? null : index;
        } catch (GodwitException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw cannotRead(files, e);
        }
    }

    /** Iceberg lists a file without rows even where a writer never made it. */
    private static List<DeleteFile> files(FileScanTask task, FileContent content) {
        return task.deletes().stream()
                .filter(file -> file.content() == content && file.recordCount() > 0)
                .toList();
    }

    private PositionDeleteIndex positions(List<DeleteFile> files, String dataFile) throws IOException {
        if (files.stream().anyMatch(file -> file.format() == FileFormat.PUFFIN)) {
            return vector(files, dataFile);
        }
        return PositionDeleteIndexUtil.merge(files.stream()
                .map(file -> kept(
                        file.location(), Positions.class, () -> new Positions(rows.positions(file), bytes(file, 1))))
                .map(positions -> positions.byPath().getOrDefault(dataFile, PositionDeleteIndex.empty()))
                .toList());
    }

    /** Where there is a deletion vector, it is all that is deleted by position. */
    private PositionDeleteIndex vector(List<DeleteFile> files, String dataFile) throws IOException {
        if (files.size() > 1) {
            throw new GodwitException(
                    ErrorCode.CORRUPT_DATA,
                    "%s has more delete files than its deletion vector: %s"
                            .formatted(
                                    dataFile,
                                    files.stream().map(DeleteFile::location).toList()));
        }
        metrics.add(ScanMetrics.Counter.DELETE_FILES_READ, 1);
        return DeletionVectors.read(table.io().newInputFile(files.get(0)), files.get(0), dataFile);
    }

    private <C extends Content> C kept(String key, Class<C> kind, Supplier<C> read) {
        return kind.cast(CONTENTS.get(key, absent -> {
            C content = read.get();
            metrics.add(ScanMetrics.Counter.DELETE_FILES_READ, 1);
            return content;
        }));
    }

    /** About what the rows take in memory. */
    private static long bytes(DeleteFile file, int columns) {
        return file.recordCount() * (columns * BYTES_PER_VALUE);
    }

    /** Keys deleted in the task's file, by the columns they are made of. */
    public List<EqualityDeletes> keys(FileScanTask task) {
        Map<String, List<DeleteFile>> byColumns = new TreeMap<>();
        for (DeleteFile file : files(task, FileContent.EQUALITY_DELETES)) {
            byColumns
                    .computeIfAbsent(new TreeSet<>(file.equalityFieldIds()).toString(), key -> new ArrayList<>())
                    .add(file);
        }
        return byColumns.values().stream().map(this::load).toList();
    }

    private EqualityDeletes load(List<DeleteFile> files) {
        List<Integer> ids =
                files.get(0).equalityFieldIds().stream().distinct().sorted().toList();
        List<String> locations =
                files.stream().map(DeleteFile::location).sorted().toList();
        return equalityDeletes.computeIfAbsent(new KeySet(ids, locations), key -> read(ids, files));
    }

    private EqualityDeletes read(List<Integer> ids, List<DeleteFile> files) {
        Schema keySchema = keySchema(ids);
        try {
            StructLikeSet keys = StructLikeSet.create(keySchema.asStruct());
            for (DeleteFile file : files) {
                keys.addAll(kept(
                                keySchema.asStruct() + file.location(),
                                Keys.class,
                                () -> new Keys(rows.keys(file, keySchema), bytes(file, ids.size())))
                        .keys());
            }
            return new EqualityDeletes(keySchema, keys);
        } catch (GodwitException e) {
            throw e;
        } catch (RuntimeException e) {
            throw cannotRead(files, e);
        }
    }

    /** The key's columns, each from the newest schema that has it: it may have been dropped since. */
    private Schema keySchema(List<Integer> ids) {
        List<NestedField> fields = new ArrayList<>();
        for (int id : ids) {
            fields.add(topLevelField(id));
        }
        return QueryColumns.schema(FieldUnion.of(fields));
    }

    private NestedField topLevelField(int id) {
        List<Schema> candidates = new ArrayList<>();
        candidates.add(schema);
        table.schemas().values().stream()
                .sorted(Comparator.comparingInt(Schema::schemaId).reversed())
                .forEach(candidates::add);
        for (Schema candidate : candidates) {
            Schema selected = TypeUtil.select(candidate, java.util.Set.of(id));
            if (!selected.columns().isEmpty()) {
                return selected.columns().get(0);
            }
        }
        throw new GodwitException(
                ErrorCode.CORRUPT_DATA,
                "A delete file of %s deletes by field %d, which no schema of the table has"
                        .formatted(table.name(), id));
    }

    private static GodwitException cannotRead(List<DeleteFile> files, Throwable cause) {
        boolean unanswered = StorageAttempts.failedIn(cause);
        return new GodwitException(
                unanswered ? ErrorCode.UNAVAILABLE : ErrorCode.CORRUPT_DATA,
                "Cannot read the delete files %s: %s%s"
                        .formatted(
                                files.stream().map(DeleteFile::location).toList(),
                                cause,
                                unanswered ? "; " + StorageAttempts.advice() : ""),
                cause);
    }
}

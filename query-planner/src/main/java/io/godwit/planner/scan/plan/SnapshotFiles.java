package io.godwit.planner.scan.plan;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.scan.file.ScanMetrics;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.FileScanTask;

/**
 * All data files of a snapshot in the defined order, and which row ids their rows have: a row's id is its position in its
 * file plus the rows of all files before. Immutable; kept between queries, as snapshots do not change.
 */
public final class SnapshotFiles {
    private static final long MOST_FILES = 500_000;

    private static final Cache<Key, SnapshotFiles> CACHE = Caffeine.newBuilder()
            .maximumWeight(MOST_FILES)
            .weigher((Key key, SnapshotFiles snapshot) -> 1 + snapshot.files.size())
            .build();

    private record Key(String metadataLocation, long snapshotId) {}

    private final List<FileScanTask> files;
    private final long[] firstRows;
    private final Map<String, Long> firstRowByPath = new HashMap<>();

    private SnapshotFiles(List<FileScanTask> files) {
        this.files = List.copyOf(files);
        this.firstRows = new long[files.size() + 1];
        for (int i = 0; i < files.size(); i++) {
            firstRows[i + 1] = firstRows[i] + files.get(i).file().recordCount();
            firstRowByPath.put(files.get(i).file().location(), firstRows[i]);
        }
    }

    public static SnapshotFiles of(ExecutionContext context, PinnedTable table) {
        return of(context, table, new ScanMetrics());
    }

    /** @param metrics to count in as if the files were planned for one scan */
    public static SnapshotFiles of(ExecutionContext context, PinnedTable table, ScanMetrics metrics) {
        Key key = new Key(table.metadataLocation(), table.snapshotId());
        SnapshotFiles known = CACHE.getIfPresent(key);
        if (known == null) {
            known = new SnapshotFiles(FilePlan.readAll(context, table, metrics));
            CACHE.put(key, known);
        }
        metrics.add(ScanMetrics.Counter.DATA_FILES_PLANNED, known.count());
        return known;
    }

    public List<FileScanTask> all() {
        return files;
    }

    int count() {
        return files.size();
    }

    public FileScanTask file(int index) {
        return files.get(index);
    }

    /** The id of the file's first row. */
    public long firstRow(int index) {
        return firstRows[index];
    }

    /** One more than the id of the file's last row. */
    public long endRow(int index) {
        return firstRows[index + 1];
    }

    public long firstRow(String path) {
        Long first = firstRowByPath.get(path);
        if (first == null) {
            throw new GodwitException(
                    ErrorCode.INTERNAL, "File " + path + " is not in the snapshot it was planned from");
        }
        return first;
    }

    /** The file that has the row. */
    public int indexOf(long rowId) {
        int found = Arrays.binarySearch(firstRows, rowId);
        int index = found < 0 ? -found - 2 : found;
        if (index < 0 || index >= files.size()) {
            throw new GodwitException(
                    ErrorCode.INTERNAL,
                    "Row id %d is not among the %d of the snapshot".formatted(rowId, firstRows[files.size()]));
        }
        return index;
    }
}

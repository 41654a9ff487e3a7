package io.godwit.planner.training.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/**
 * What one snapshot of a table has that another has not, by the files both list; how one became the other does not matter.
 *
 * @param kept data files of both, with the same deletes
 * @param added data files of the later one only
 * @param onlyAdds whether every file of the earlier one is kept
 */
public record FileDelta(List<DataFile> kept, List<DataFile> added, boolean onlyAdds) {
    public static FileDelta between(Table table, long before, long after) {
        Map<String, String> old = new HashMap<>();
        for (FileScanTask task : tasks(table, before)) {
            old.put(task.file().location(), deletes(task));
        }
        List<DataFile> kept = new ArrayList<>();
        List<DataFile> added = new ArrayList<>();
        boolean onlyAdds = true;
        for (FileScanTask task : tasks(table, after)) {
            String deletes = old.remove(task.file().location());
            onlyAdds &= deletes == null || deletes.equals(deletes(task));
            (deletes == null ? added : kept).add(task.file());
        }
        return new FileDelta(kept, added, onlyAdds && old.isEmpty());
    }

    private static List<FileScanTask> tasks(Table table, long snapshotId) {
        List<FileScanTask> tasks = new ArrayList<>();
        if (snapshotId < 0) {
            return tasks;
        }
        try (CloseableIterable<FileScanTask> planned =
                table.newScan().useSnapshot(snapshotId).planFiles()) {
            planned.forEach(tasks::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tasks;
    }

    private static String deletes(FileScanTask task) {
        List<String> deletes = new ArrayList<>();
        for (DeleteFile delete : task.deletes()) {
            deletes.add(delete.location() + "@" + delete.contentOffset());
        }
        deletes.sort(null);
        return String.join("\n", deletes);
    }
}

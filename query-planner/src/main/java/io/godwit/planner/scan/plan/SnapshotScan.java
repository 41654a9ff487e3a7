package io.godwit.planner.scan.plan;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.catalog.LocalInputFile;
import io.godwit.planner.catalog.PinnedTable;
import java.util.concurrent.ExecutorService;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.io.FileIO;

/** Iceberg's scan of a pinned snapshot, with the threads that read its manifests. */
public final class SnapshotScan {
    /**
     * Who plans reads no more manifests than this alone. Iceberg's planning by many threads looks for their results every
     * ten milliseconds, in which one thread reads about as much.
     */
    private static final long FEW_BYTES = 128 << 10;

    private SnapshotScan() {}

    public static org.apache.iceberg.TableScan of(ExecutionContext context, PinnedTable table, Snapshot snapshot) {
        org.apache.iceberg.TableScan current = table.table().newScan();
        // Of the current snapshot Iceberg would take the columns' names as they were when it was written, but bind
        // filters to
        // those of now.
        org.apache.iceberg.TableScan scan =
                snapshot.equals(table.table().currentSnapshot()) ? current : current.useSnapshot(snapshot.snapshotId());
        return scan.planWith(readers(context, table.table().io(), snapshot));
    }

    private static ExecutorService readers(ExecutionContext context, FileIO io, Snapshot snapshot) {
        long bytes = 0;
        for (ManifestFile manifest : snapshot.allManifests(io)) {
            if (!(io.newInputFile(manifest) instanceof LocalInputFile)) {
                return context.workers().requests();
            }
            bytes += manifest.length();
        }
        return bytes > FEW_BYTES ? context.workers().scans() : CallerThread.INSTANCE;
    }
}

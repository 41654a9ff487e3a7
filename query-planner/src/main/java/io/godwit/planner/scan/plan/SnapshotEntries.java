package io.godwit.planner.scan.plan;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.scan.delete.TaskDeletes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.InclusiveMetricsEvaluator;
import org.apache.iceberg.expressions.ManifestEvaluator;
import org.apache.iceberg.expressions.Projections;
import org.jspecify.annotations.Nullable;

/**
 * All data files of a snapshot in the defined order, with what its manifests tell of some columns: from this a filter over these
 * columns is planned with any literals, and no manifest is read. Kept between queries, as snapshots do not change. Immutable.
 *
 * <p>All manifests are read for it. So it is made where a filter leaves none of them out, and else for the second filter over
 * the same columns: whoever asks a second time asks again and again.
 */
final class SnapshotEntries {
    private static final long KEPT_BYTES = 64L << 20;

    /** Reading more than this takes too long for one statement to pay for those that may follow. */
    private static final long MOST_MANIFEST_BYTES = 32L << 20;

    private static final int MOST_KEYS_ASKED = 10_000;

    /** About what a file's entry takes, and its counts and bounds for each column. */
    private static final long FILE_BYTES = 1_000;

    private static final long COLUMN_BYTES = 500;

    private static final Cache<Key, SnapshotEntries> CACHE = Caffeine.newBuilder()
            .maximumWeight(KEPT_BYTES)
            .weigher((Key key, SnapshotEntries entries) -> bytes(key, entries))
            .build();

    /** For which a filter was planned that left manifests out. */
    private static final Cache<Key, Boolean> ASKED =
            Caffeine.newBuilder().maximumSize(MOST_KEYS_ASKED).build();

    private final List<FileScanTask> files;

    private SnapshotEntries(List<FileScanTask> files) {
        this.files = List.copyOf(files);
    }

    /** @param columns by name, of which the entries tell */
    record Key(String metadataLocation, long snapshotId, int schemaId, Set<String> columns) {
        Key {
            columns = Set.copyOf(columns);
        }

        static Key of(PinnedTable table, Schema schema, Set<String> columns) {
            return new Key(table.metadataLocation(), table.snapshotId(), schema.schemaId(), columns);
        }
    }

    static @Nullable SnapshotEntries find(Key key) {
        return CACHE.getIfPresent(key);
    }

    /** @param files all of the snapshot, in the defined order */
    static SnapshotEntries keep(Key key, List<FileScanTask> files) {
        SnapshotEntries entries = new SnapshotEntries(files);
        CACHE.put(key, entries);
        return entries;
    }

    /**
     * Whether all manifests shall be read rather than those alone that {@code filter} needs.
     *
     * @param schema whose names the filter uses
     */
    static boolean areWanted(Key key, Table table, Snapshot snapshot, Schema schema, Expression filter) {
        List<ManifestFile> manifests = snapshot.allManifests(table.io());
        if (manifests.stream().mapToLong(ManifestFile::length).sum() > MOST_MANIFEST_BYTES) {
            return false;
        }
        Map<Integer, ManifestEvaluator> bySpec = new HashMap<>();
        boolean needsAll = snapshot.dataManifests(table.io()).stream()
                .allMatch(manifest -> bySpec.computeIfAbsent(
                                manifest.partitionSpecId(), id -> evaluator(table, id, schema, filter))
                        .eval(manifest));
        return needsAll || ASKED.asMap().putIfAbsent(key, true) != null;
    }

    private static ManifestEvaluator evaluator(Table table, int specId, Schema schema, Expression filter) {
        PartitionSpec spec = requireNonNull(table.specs().get(specId), "spec");
        PartitionSpec named =
                schema.sameSchema(table.schema()) ? spec : spec.toUnbound().bind(schema);
        return ManifestEvaluator.forRowFilter(filter, named, true);
    }

    private static int bytes(Key key, SnapshotEntries entries) {
        long bytes = (entries.files.size() + 1) * (FILE_BYTES + key.columns.size() * COLUMN_BYTES);
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    int fileCount() {
        return files.size();
    }

    /**
     * The files that may hold rows for which {@code filter} is true, each with those delete files that may concern such rows:
     * as Iceberg, asked with the filter, would plan them.
     */
    List<FileScanTask> matching(Expression filter) {
        Map<Integer, Conditions> bySpec = new HashMap<>();
        List<FileScanTask> matching = new ArrayList<>();
        for (FileScanTask task : files) {
            Conditions conditions =
                    bySpec.computeIfAbsent(task.file().specId(), none -> new Conditions(task.spec(), filter));
            if (conditions.mayMatch(task.file())) {
                matching.add(conditions.withoutNeedlessDeletes(task));
            }
        }
        return matching;
    }

    /** What a filter means for the files of one partition spec. */
    private static final class Conditions {
        private final PartitionSpec spec;
        private final Evaluator partition;
        private final InclusiveMetricsEvaluator bounds;

        Conditions(PartitionSpec spec, Expression filter) {
            this.spec = spec;
            this.partition = new Evaluator(
                    spec.partitionType(), Projections.inclusive(spec, true).project(filter), true);
            this.bounds = new InclusiveMetricsEvaluator(spec.schema(), filter, true);
        }

        boolean mayMatch(DataFile file) {
            return partition.eval(file.partition()) && bounds.eval(file);
        }

        /** Of equality deletes, whose bounds are of the table's columns. */
        FileScanTask withoutNeedlessDeletes(FileScanTask task) {
            List<DeleteFile> needed =
                    task.deletes().stream().filter(this::mayConcern).toList();
            return needed.size() == task.deletes().size() ? task : TaskDeletes.replaced(task, spec, needed);
        }

        private boolean mayConcern(DeleteFile deletes) {
            return deletes.content() != FileContent.EQUALITY_DELETES || bounds.eval(deletes);
        }
    }
}

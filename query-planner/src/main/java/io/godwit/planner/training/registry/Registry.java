package io.godwit.planner.training.registry;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.write.CommitErrors;
import io.godwit.planner.write.InPlace;
import io.godwit.planner.write.Namespaces;
import io.godwit.planner.write.TableRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/**
 * The manifests of one catalog, in its Iceberg table {@code godwit.training_datasets}. A change of a version appends a row
 * with the next revision; the greatest revision is what the version is. Two changes of one dataset at the same time never
 * both succeed: the later one looks again and decides anew. When files have become many they are rewritten as one. Safe for
 * use by many threads and many servers.
 */
public final class Registry {
    public static final Namespace NAMESPACE = Namespace.of("godwit");
    public static final TableIdentifier TABLE = TableIdentifier.of(NAMESPACE, "training_datasets");

    private static final Schema SCHEMA = new Schema(
            NestedField.required(1, "dataset", Types.StringType.get(), "name of the dataset, in lower case"),
            NestedField.required(2, "version", Types.IntegerType.get(), "1, 2, …"),
            NestedField.required(3, "revision", Types.IntegerType.get(), "the greatest one counts"),
            NestedField.required(4, "state", Types.StringType.get(), "PENDING, COMMITTED, UNDONE or PURGED"),
            NestedField.required(5, "created_at", Types.StringType.get(), "instant, ISO 8601"),
            NestedField.required(6, "owner", Types.StringType.get()),
            NestedField.required(7, "description", Types.StringType.get()),
            NestedField.optional(8, "row_count", Types.LongType.get()),
            NestedField.optional(9, "digest", Types.StringType.get(), "content digest, see DIGEST.md"),
            NestedField.required(10, "pinned", Types.BooleanType.get(), "whether tags hold its snapshots"),
            NestedField.optional(11, "materialized_as", Types.StringType.get(), "table that holds the rows"),
            NestedField.required(12, "manifest", Types.StringType.get(), "JSON, see TRAINING.md"));

    private static final Map<String, String> PROPERTIES = Map.of(
            "format-version", "2",
            "commit.retry.num-retries", "20",
            "write.metadata.delete-after-commit.enabled", "true",
            "write.metadata.previous-versions-max", "20");

    private static final int MAX_ATTEMPTS = 20;
    private static final int FILES_BEFORE_COMPACTION = 64;
    private static final int SNAPSHOTS_KEPT = 10;
    private static final Set<String> HARMLESS = Set.of(DataOperations.APPEND, DataOperations.REPLACE);

    private final Catalogs catalogs;
    private final TableName name;
    private volatile Contents cached = Contents.NONE;
    /** As it was when it was last looked for. */
    private volatile @Nullable Table latest;

    public Registry(Catalogs catalogs, String catalog) {
        this.catalogs = catalogs;
        this.name = new TableName(catalog, TABLE);
    }

    /** What the table holds at a snapshot; manifests are parsed when they are asked for. */
    private record Contents(long snapshotId, RegistryEntries entries) {
        static final Contents NONE = new Contents(-1, RegistryEntries.NONE);
    }

    /** The latest revision of every version, or nothing when no dataset was ever made. */
    public RegistryEntries entries() {
        return findTable().map(this::entries).orElse(RegistryEntries.NONE);
    }

    private RegistryEntries entries(Table table) {
        Snapshot snapshot = table.currentSnapshot();
        if (snapshot == null) {
            return RegistryEntries.NONE;
        }
        Contents known = cached;
        if (known.snapshotId() != snapshot.snapshotId()) {
            RegistryEntries entries = hasOnlyGrown(table, known)
                    ? read(IcebergGenerics.read(table).appendsAfter(known.snapshotId()), known.entries())
                    : read(IcebergGenerics.read(table), RegistryEntries.NONE);
            known = new Contents(snapshot.snapshotId(), entries);
            cached = known;
        }
        return known.entries();
    }

    /** Whether nothing happened since to the rows that are known but that others were added, and that files became one. */
    private static boolean hasOnlyGrown(Table table, Contents known) {
        for (Snapshot each : SnapshotUtil.currentAncestors(table)) {
            if (each.snapshotId() == known.snapshotId()) {
                return true;
            }
            if (!HARMLESS.contains(each.operation())) {
                return false;
            }
        }
        return false;
    }

    private static RegistryEntries read(IcebergGenerics.ScanBuilder scan, RegistryEntries before) {
        try (CloseableIterable<Record> records = scan.build()) {
            return before.with(CloseableIterable.transform(records, RegistryEntry::of));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where files beside the table go: row hashes, label frames. */
    public String location() {
        return latest().location();
    }

    /** Access to the files beside the table. */
    FileIO io() {
        return latest().io();
    }

    private Table latest() {
        Table known = latest;
        return known == null ? table() : known;
    }

    public Table table() {
        return findTable().orElseGet(this::create);
    }

    private Optional<Table> findTable() {
        Catalog catalog = catalogs.catalog(name.catalog());
        return CommitErrors.translating(name, () -> {
            try {
                Table table = catalog.loadTable(TABLE);
                latest = table;
                return Optional.of(table);
            } catch (NoSuchTableException | NoSuchNamespaceException e) {
                return Optional.empty();
            }
        });
    }

    private Table create() {
        return CommitErrors.translating(name, () -> {
            Catalog catalog = catalogs.catalog(name.catalog());
            Namespaces.ensure(catalog, NAMESPACE);
            try {
                return catalog.buildTable(TABLE, SCHEMA)
                        .withProperties(PROPERTIES)
                        .create();
            } catch (AlreadyExistsException e) {
                return catalog.loadTable(TABLE);
            }
        });
    }

    /**
     * Puts down what {@code decide} makes of the present entries. It is asked again whenever somebody else changed the
     * dataset meanwhile, so it must not have effects; it may throw to refuse.
     */
    public Manifest change(String dataset, Function<RegistryEntries, Manifest> decide) {
        return CommitErrors.translating(name, () -> {
            for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
                Table table = table();
                RegistryEntries entries = entries(table);
                Manifest decided = decide.apply(entries);
                if (tryAppend(table, RegistryEntries.key(dataset), entries, decided)) {
                    compactIfDue(table);
                    return decided;
                }
            }
            throw new GodwitException(
                    ErrorCode.UNAVAILABLE,
                    "Others kept changing training dataset %s; nothing was changed, try again".formatted(dataset));
        });
    }

    private boolean tryAppend(Table table, String key, RegistryEntries entries, Manifest decided) {
        TableRows rows = new TableRows(table);
        try {
            RegistryEntry row = entries.nextRow(decided);
            rows.add(row);
            OverwriteFiles append = InPlace.commit(table.newOverwrite())
                    .conflictDetectionFilter(Expressions.equal("dataset", key))
                    .validateNoConflictingData();
            Snapshot seen = table.currentSnapshot();
            if (seen != null) {
                append.validateFromSnapshot(seen.snapshotId());
            }
            rows.finish().forEach(append::addFile);
            append.commit();
            remember(table.currentSnapshot(), seen, entries, row);
            return true;
        } catch (ValidationException | CommitFailedException e) {
            rows.discard();
            return false;
        } catch (RuntimeException e) {
            rows.discardUnlessCommitted(e);
            throw e;
        }
    }

    /** What was just added need not be read, unless others came in between. */
    private void remember(
            @Nullable Snapshot now, @Nullable Snapshot before, RegistryEntries entries, RegistryEntry row) {
        if (now != null && before != null && Objects.equals(now.parentId(), before.snapshotId())) {
            cached = new Contents(now.snapshotId(), entries.with(List.of(row)));
        }
    }

    private void compactIfDue(Table table) {
        Snapshot snapshot = table.currentSnapshot();
        if (snapshot == null || fileCount(snapshot) <= FILES_BEFORE_COMPACTION) {
            return;
        }
        Set<DataFile> files = new HashSet<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            tasks.forEach(task -> files.add(task.file()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (files.size() > FILES_BEFORE_COMPACTION) {
            compact(table, files);
        }
    }

    private static int fileCount(Snapshot snapshot) {
        return PropertyUtil.propertyAsInt(snapshot.summary(), SnapshotSummary.TOTAL_DATA_FILES_PROP, Integer.MAX_VALUE);
    }

    /** Whoever loses the race to compact has lost nothing: it is due again at the next change. */
    private void compact(Table table, Set<DataFile> files) {
        TableRows rows = new TableRows(table);
        try {
            entries(table).rows().forEach(rows::add);
            Set<DataFile> rewritten = new HashSet<>(rows.finish());
            RewriteFiles rewrite = InPlace.commit(table.newRewrite()).rewriteFiles(files, rewritten);
            Snapshot seen = table.currentSnapshot();
            if (seen != null) {
                rewrite.validateFromSnapshot(seen.snapshotId());
            }
            rewrite.commit();
            table.expireSnapshots()
                    .expireOlderThan(Long.MAX_VALUE)
                    .retainLast(SNAPSHOTS_KEPT)
                    .commit();
        } catch (ValidationException | CommitFailedException e) {
            rows.discard();
        } catch (RuntimeException e) {
            rows.discardUnlessCommitted(e);
            throw e;
        }
    }

    /** Files of the table at this moment, for those who watch it grow. */
    public List<String> dataFiles() {
        List<String> locations = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = table().newScan().planFiles()) {
            tasks.forEach(task -> locations.add(task.file().location()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return locations;
    }
}

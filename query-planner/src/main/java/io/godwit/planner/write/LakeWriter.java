package io.godwit.planner.write;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseMetadataTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CleanableFailure;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.types.Type;
import org.jspecify.annotations.Nullable;

/**
 * Writes streams into Iceberg tables. All rows of a write become visible at once, in one snapshot; a write that fails or is
 * cancelled leaves neither rows nor files. Writes race with others without harm: who comes second appends to, or replaces,
 * what is there by then. Safe for use by many threads.
 */
public final class LakeWriter {
    private static final String QUERY_ID = "godwit.query-id";
    private static final String WRITE_ID = "godwit.write-id";
    private static final int COMMIT_ROUNDS = 5;
    private static final int LEAST_FORMAT_VERSION = 2;
    private static final int NANOS_FORMAT_VERSION = 3;
    private static final Map<String, String> NO_PROPERTIES = Map.of();

    private final Catalogs catalogs;

    public LakeWriter(Catalogs catalogs) {
        this.catalogs = requireNonNull(catalogs, "catalogs");
    }

    /** Writes all rows and commits; the caller closes the stream. Columns of an existing table are matched by name. */
    public WriteReceipt write(ExecutionContext context, BatchStream rows, TableName target, WriteMode mode) {
        return write(context, rows, target, mode, NO_PROPERTIES);
    }

    /** As {@link #write(ExecutionContext, BatchStream, TableName, WriteMode)}; a table that is made has {@code properties}. */
    public WriteReceipt write(
            ExecutionContext context,
            BatchStream rows,
            TableName target,
            WriteMode mode,
            Map<String, String> properties) {
        return CommitErrors.translating(target, () -> amongOthers(context, rows, target, mode, properties));
    }

    /**
     * Whoever is overtaken by another looks at the table as it is now and commits to that, since an upload is too dear to be
     * sent again: what was written for other columns is written anew. Iceberg itself tries a commit a few times, as the table's
     * {@code commit.retry.num-retries} says.
     */
    private WriteReceipt amongOthers(
            ExecutionContext context,
            BatchStream rows,
            TableName target,
            WriteMode mode,
            Map<String, String> properties) {
        if (mode != WriteMode.APPEND) {
            DirectoryNames.require(target);
        }
        try (WrittenFiles files = new WrittenFiles(context, rows)) {
            for (int round = 1; ; round++) {
                try {
                    return write(context, rows.schema(), files, target, mode, properties);
                } catch (CommitFailedException | ColumnsChangedException e) {
                    if (round == COMMIT_ROUNDS) {
                        throw e;
                    }
                    context.cancellation().check();
                }
            }
        }
    }

    private WriteReceipt write(
            ExecutionContext context,
            org.apache.arrow.vector.types.pojo.Schema columns,
            WrittenFiles files,
            TableName target,
            WriteMode mode,
            Map<String, String> properties) {
        Table present = find(target);
        if (present == null) {
            if (mode == WriteMode.APPEND) {
                throw new NoSuchTableException("Table does not exist: %s", target);
            }
            return create(context, IcebergTypes.schema(columns), files, target, properties);
        }
        return switch (mode) {
            case CREATE -> throw new AlreadyExistsException("Table already exists: %s", target);
            case APPEND, CREATE_OR_APPEND -> append(context, files, target, present);
            case REPLACE -> replace(context, IcebergTypes.schema(columns), files, target, present, properties);
        };
    }

    /**
     * Takes a table out of its catalog and leaves its files, which others may be reading; says whether it was there.
     *
     * @throws GodwitException UNSUPPORTED where the catalog would delete the files all the same
     */
    public boolean drop(TableName table) {
        if (catalog(table) instanceof HadoopCatalog) {
            throw new GodwitException(
                    ErrorCode.UNSUPPORTED,
                    "%s is not dropped: its catalog is of type hadoop, which would delete the files of its snapshots too"
                            .formatted(table));
        }
        return CommitErrors.translating(table, () -> catalog(table).dropTable(table.identifier(), false));
    }

    private WriteReceipt create(
            ExecutionContext context,
            Schema columns,
            WrittenFiles files,
            TableName target,
            Map<String, String> properties) {
        Namespaces.ensure(catalog(target), target.identifier().namespace());
        Transaction transaction = catalog(target)
                .buildTable(target.identifier(), columns)
                .withProperties(complete(columns, properties, LEAST_FORMAT_VERSION))
                .createTransaction();
        commit(context, files, transaction.table(), files.of(transaction.table()));
        try {
            decide(files, target, transaction::commitTransaction);
        } catch (AlreadyExistsException e) {
            throw new CommitFailedException(e, "Another made %s meanwhile", target);
        }
        return receipt(files, target, catalog(target).loadTable(target.identifier()));
    }

    private WriteReceipt append(ExecutionContext context, WrittenFiles files, TableName target, Table present) {
        Table table = TargetOperations.of(present);
        List<DataFile> added = files.of(table);
        if (!added.isEmpty()) {
            decide(files, target, () -> commit(context, files, table, added));
        }
        return receipt(files, target, present);
    }

    private WriteReceipt replace(
            ExecutionContext context,
            Schema columns,
            WrittenFiles files,
            TableName target,
            Table present,
            Map<String, String> properties) {
        Table table = TargetOperations.changed(
                present,
                metadata -> metadata.buildReplacement(
                        columns,
                        PartitionSpec.unpartitioned(),
                        SortOrder.unsorted(),
                        metadata.location(),
                        complete(columns, properties, metadata.formatVersion())));
        List<DataFile> added = files.of(table);
        decide(files, target, () -> commit(context, files, table, added));
        return receipt(files, target, present);
    }

    /** Adds rows to a table that stands in no catalog; returns how many. Nothing is committed when there are none. */
    public static long append(ExecutionContext context, BatchStream rows, Table table) {
        try (WrittenFiles files = new WrittenFiles(context, rows)) {
            List<DataFile> added = files.of(table);
            if (!added.isEmpty()) {
                commit(context, files, table, added);
            }
            files.keep();
            return files.rowCount();
        }
    }

    private static void commit(ExecutionContext context, WrittenFiles files, Table table, List<DataFile> added) {
        AppendFiles append = InPlace.commit(table.newAppend());
        added.forEach(append::appendFile);
        append.set(QUERY_ID, context.queryId()).set(WRITE_ID, files.id()).commit();
    }

    /** Makes a commit. Where it fails in a way that leaves open whether it was made, the table tells. */
    private void decide(WrittenFiles files, TableName target, Runnable commit) {
        try {
            commit.run();
        } catch (RuntimeException e) {
            if (e instanceof CleanableFailure || !isCommitted(files, target, e)) {
                throw e;
            }
        }
        files.keep();
    }

    private boolean isCommitted(WrittenFiles files, TableName target, RuntimeException failure) {
        Table table;
        try {
            table = find(target);
        } catch (RuntimeException e) {
            files.keep();
            failure.addSuppressed(e);
            throw new CommitStateUnknownException(failure);
        }
        boolean isThere = table != null && ownSnapshot(files, table) != null;
        if (!isThere && failure instanceof CommitStateUnknownException) {
            // It may still go through, so the files must stay.
            files.keep();
        }
        return isThere;
    }

    private static WriteReceipt receipt(WrittenFiles files, TableName target, Table table) {
        TableMetadata metadata = ((HasTableOperations) table).operations().current();
        Snapshot snapshot = ownSnapshot(files, table);
        Snapshot told = snapshot == null ? table.currentSnapshot() : snapshot;
        return new WriteReceipt(
                target, files.rowCount(), told == null ? -1 : told.snapshotId(), metadata.metadataFileLocation());
    }

    /** The snapshot this write made, which others may have followed or replaced already. A query may write several times. */
    private static @Nullable Snapshot ownSnapshot(WrittenFiles files, Table table) {
        for (Snapshot snapshot : table.snapshots()) {
            if (files.id().equals(snapshot.summary().get(WRITE_ID))) {
                return snapshot;
            }
        }
        return null;
    }

    /** @param least format version of the table, which cannot go back to an earlier one */
    private static Map<String, String> complete(Schema schema, Map<String, String> properties, int least) {
        Map<String, String> complete = new HashMap<>(properties);
        boolean nanos =
                schema.columns().stream().anyMatch(column -> column.type().typeId() == Type.TypeID.TIMESTAMP_NANO);
        int version = Math.max(least, nanos ? NANOS_FORMAT_VERSION : LEAST_FORMAT_VERSION);
        complete.putIfAbsent(TableProperties.FORMAT_VERSION, String.valueOf(version));
        return complete;
    }

    private @Nullable Table find(TableName target) {
        try {
            Table table = catalog(target).loadTable(target.identifier());
            if (table instanceof BaseMetadataTable) {
                throw new GodwitException(
                        ErrorCode.INVALID_ARGUMENT, "%s is metadata of a table, to be read only".formatted(target));
            }
            return table;
        } catch (NoSuchTableException | NoSuchNamespaceException e) {
            return null;
        }
    }

    private Catalog catalog(TableName target) {
        return catalogs.catalog(target.catalog());
    }
}

package io.godwit.planner.write;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.TableName;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Writes streams into Iceberg tables. All rows of a write become visible at once, in one snapshot; a write that fails or is
 * cancelled leaves neither rows nor files. Appends race with other writers without harm: the commit is tried again. Safe
 * for use by many threads.
 */
public final class LakeWriter {
    private static final String QUERY_ID = "godwit.query-id";
    private static final int COMMIT_ROUNDS = 5;
    private static final int LEAST_FORMAT_VERSION = 2;
    private static final int NANOS_FORMAT_VERSION = 3;
    private static final Map<String, String> NO_PROPERTIES = Map.of();
    private static final Set<String> NO_DIRECTORIES = Set.of("", ".", "..");

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
        return CommitErrors.translating(target, () -> switch (mode) {
            case CREATE -> create(context, rows, target, properties);
            case APPEND -> append(context, rows, target);
            case CREATE_OR_APPEND ->
                catalog(target).tableExists(target.identifier())
                        ? append(context, rows, target)
                        : create(context, rows, target, properties);
            case REPLACE -> replace(context, rows, target, properties);
        });
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
            ExecutionContext context, BatchStream rows, TableName target, Map<String, String> properties) {
        requireDirectories(target);
        if (catalog(target).tableExists(target.identifier())) {
            throw new AlreadyExistsException("Table already exists: %s", target);
        }
        createNamespace(target);
        Schema schema = IcebergTypes.schema(rows.schema());
        Transaction transaction = catalog(target)
                .buildTable(target.identifier(), schema)
                .withProperties(complete(schema, properties, LEAST_FORMAT_VERSION))
                .createTransaction();
        return writeWithin(context, rows, target, transaction);
    }

    private WriteReceipt replace(
            ExecutionContext context, BatchStream rows, TableName target, Map<String, String> properties) {
        requireDirectories(target);
        createNamespace(target);
        Schema schema = IcebergTypes.schema(rows.schema());
        int before = catalog(target).tableExists(target.identifier())
                ? TableUtil.formatVersion(catalog(target).loadTable(target.identifier()))
                : LEAST_FORMAT_VERSION;
        Transaction transaction = catalog(target)
                .buildTable(target.identifier(), schema)
                .withProperties(complete(schema, properties, before))
                .createOrReplaceTransaction();
        return writeWithin(context, rows, target, transaction);
    }

    private WriteReceipt writeWithin(
            ExecutionContext context, BatchStream rows, TableName target, Transaction transaction) {
        Table table = transaction.table();
        long rowCount = writeRows(context, rows, table, files -> {
            commit(context, InPlace.commit(table.newAppend()), files);
            transaction.commitTransaction();
        });
        return receipt(context, target, rowCount, catalog(target).loadTable(target.identifier()));
    }

    private WriteReceipt append(ExecutionContext context, BatchStream rows, TableName target) {
        Table table = catalog(target).loadTable(target.identifier());
        long rowCount = append(context, rows, table);
        return receipt(context, target, rowCount, table);
    }

    /** Adds rows to a table that stands in no catalog; returns how many. Nothing is committed when there are none. */
    public static long append(ExecutionContext context, BatchStream rows, Table table) {
        return writeRows(context, rows, table, files -> {
            if (!files.isEmpty()) {
                appendAmongOthers(context, table, files);
            }
        });
    }

    /**
     * Iceberg itself tries again a few times, as the table's {@code commit.retry.num-retries} says; where many clients append
     * to one table at once that is not enough, and an upload is too dear to be sent again.
     */
    private static void appendAmongOthers(ExecutionContext context, Table table, List<DataFile> files) {
        for (int round = 1; ; round++) {
            try {
                commit(context, InPlace.commit(table.newAppend()), files);
                return;
            } catch (CommitFailedException e) {
                if (round == COMMIT_ROUNDS) {
                    throw e;
                }
                context.cancellation().check();
                table.refresh();
            }
        }
    }

    /** What makes written files part of the table. */
    private interface Commit {
        void run(List<DataFile> files);
    }

    private static long writeRows(ExecutionContext context, BatchStream rows, Table table, Commit commit) {
        TableWrite files = TableWrite.open(context, rows.schema(), table);
        try {
            long rowCount = writeRows(rows, files);
            List<DataFile> finished = files.finish();
            context.cancellation().check();
            commit.run(finished);
            return rowCount;
        } catch (CommitStateUnknownException e) {
            // The commit may have gone through, so the files must stay.
            throw e;
        } catch (RuntimeException e) {
            files.discard();
            throw e;
        }
    }

    private static long writeRows(BatchStream rows, TableWrite files) {
        long rowCount = 0;
        for (VectorSchemaRoot batch = rows.next(); batch != null; batch = rows.next()) {
            rowCount += batch.getRowCount();
            files.add(batch);
        }
        return rowCount;
    }

    private static void commit(ExecutionContext context, AppendFiles append, List<DataFile> files) {
        files.forEach(append::appendFile);
        append.set(QUERY_ID, context.queryId()).commit();
    }

    private static WriteReceipt receipt(ExecutionContext context, TableName target, long rowCount, Table table) {
        String metadataLocation =
                ((HasTableOperations) table).operations().current().metadataFileLocation();
        return new WriteReceipt(target, rowCount, ownSnapshot(context, table), metadataLocation);
    }

    /** The snapshot this query made, which others may have followed already. Where it made none, the current one. */
    private static long ownSnapshot(ExecutionContext context, Table table) {
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            if (context.queryId().equals(snapshot.summary().get(QUERY_ID))) {
                return snapshot.snapshotId();
            }
        }
        Snapshot current = table.currentSnapshot();
        return current == null ? -1 : current.snapshotId();
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

    /** A warehouse has a directory for each table, called after it, which must not be another one or outside. */
    private static void requireDirectories(TableName target) {
        Stream<String> names = Stream.concat(
                Arrays.stream(target.identifier().namespace().levels()),
                Stream.of(target.identifier().name()));
        boolean areDirectories =
                names.flatMap(name -> Arrays.stream(name.split("/", -1))).noneMatch(NO_DIRECTORIES::contains);
        if (!areDirectories) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A table cannot be called %s: no part of its name may be empty, \".\" or \"..\"".formatted(target));
        }
    }

    private void createNamespace(TableName target) {
        Catalog catalog = catalog(target);
        if (catalog instanceof SupportsNamespaces namespaces
                && !namespaces.namespaceExists(target.identifier().namespace())) {
            try {
                namespaces.createNamespace(target.identifier().namespace());
            } catch (AlreadyExistsException e) {
                // Somebody else was first, which is as good.
            }
        }
    }

    private Catalog catalog(TableName target) {
        return catalogs.catalog(target.catalog());
    }
}

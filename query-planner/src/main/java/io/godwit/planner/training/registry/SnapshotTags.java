package io.godwit.planner.training.registry;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.Catalogs;
import java.util.Optional;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotAuthorizedException;

/** Tags that keep snapshots from expiring: {@code godwit.pin.<snapshot id>}, for ever, whatever the table's default age. */
public final class SnapshotTags {
    public static final String PREFIX = "godwit.pin.";

    private static final int MAX_ATTEMPTS = 10;

    private final Catalogs catalogs;

    SnapshotTags(Catalogs catalogs) {
        this.catalogs = catalogs;
    }

    /** Holds the snapshot, or fails and says what is wrong with the table. */
    public void hold(TableSnapshot source) {
        try {
            retrying(() -> tag(source));
        } catch (ForbiddenException | NotAuthorizedException e) {
            throw failed(ErrorCode.PERMISSION_DENIED, source, "the catalog allows no tags there", e);
        } catch (GodwitException e) {
            throw e;
        } catch (RuntimeException e) {
            throw failed(ErrorCode.FAILED_PRECONDITION, source, String.valueOf(e.getMessage()), e);
        }
    }

    private static GodwitException failed(ErrorCode code, TableSnapshot source, String why, RuntimeException cause) {
        return new GodwitException(
                code,
                "Cannot pin snapshot %d of %s with a tag: %s. Create the dataset WITH (pin = 'best-effort') or (pin ="
                                .formatted(source.snapshotId(), source.fullName(), why)
                        + " 'none') to do without, at the risk that it cannot be reproduced once the snapshot expires",
                cause);
    }

    private void tag(TableSnapshot source) {
        Table table = load(source)
                .orElseThrow(() -> new GodwitException(
                        ErrorCode.FAILED_PRECONDITION,
                        "Table %s was dropped while the dataset was being made".formatted(source.fullName())));
        String tag = PREFIX + source.snapshotId();
        SnapshotRef present = table.refs().get(tag);
        if (present != null && Long.valueOf(Long.MAX_VALUE).equals(present.maxRefAgeMs())) {
            return;
        }
        var refs = table.manageSnapshots();
        if (present == null) {
            refs = refs.createTag(tag, source.snapshotId());
        }
        refs.setMaxRefAgeMs(tag, Long.MAX_VALUE).commit();
    }

    /** Lets the snapshot expire. A table that is gone needs no more. */
    void release(TableSnapshot source) {
        retrying(() -> load(source)
                .filter(table -> table.refs().containsKey(PREFIX + source.snapshotId()))
                .ifPresent(table -> table.manageSnapshots()
                        .removeTag(PREFIX + source.snapshotId())
                        .commit()));
    }

    /** The table, unless it was dropped or another of its name has taken its place. */
    public Optional<Table> load(TableSnapshot source) {
        Catalog catalog = catalogs.catalog(source.catalog());
        TableIdentifier identifier = TableIdentifier.parse(source.identifier());
        if (!catalog.tableExists(identifier)) {
            return Optional.empty();
        }
        Table table = catalog.loadTable(identifier);
        return Optional.of(table).filter(same -> same.uuid().toString().equals(source.uuid()));
    }

    private static void retrying(Runnable change) {
        for (int attempt = 1; ; attempt++) {
            try {
                change.run();
                return;
            } catch (CommitFailedException e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}

package io.godwit.planner.training;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.TableName;
import java.util.List;

/** Tables that training datasets could not be brought back without. */
public final class KeptTables {
    private KeptTables() {}

    /**
     * Refuses to let a table go that is the registry or rows of a version, or of which a version holds a snapshot.
     *
     * @throws GodwitException INVALID_ARGUMENT or FAILED_PRECONDITION, with the statement that would let it go
     */
    public static void refuseToDrop(Catalogs catalogs, TableName table) {
        if (table.identifier().namespace().equals(Registry.NAMESPACE)) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    table + " belongs to the training datasets; write DROP TRAINING DATASET … DATA for the rows of a"
                            + " version, or PURGE TRAINING DATASET for all of it");
        }
        List<String> held = catalogs.catalog(table.catalog()).loadTable(table.identifier()).refs().keySet().stream()
                .filter(name -> name.startsWith(SnapshotTags.PREFIX))
                .map(name -> name.substring(SnapshotTags.PREFIX.length()))
                .sorted()
                .toList();
        if (!held.isEmpty()) {
            throw new GodwitException(
                    ErrorCode.FAILED_PRECONDITION,
                    "%s is not dropped: training datasets hold its snapshots %s; SHOW PINNED SNAPSHOTS says which, and UNPIN TRAINING DATASET lets them go"
                            .formatted(table, String.join(", ", held)));
        }
    }
}

package io.godwit.planner.training.registry;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.write.LakeWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.AlreadyExistsException;

/**
 * Tables that training datasets could not be brought back without. A dataset puts its manifest down before it tags what it
 * reads, and a drop looks at the manifests once more after it: whichever comes first, either the drop sees the manifest and
 * puts the table back, or the tagging finds no table and the dataset is not made. Servers share nothing else for that.
 */
public final class KeptTables {
    private final Catalogs catalogs;
    private final SnapshotTags tags;

    public KeptTables(Catalogs catalogs) {
        this.catalogs = catalogs;
        this.tags = new SnapshotTags(catalogs);
    }

    /**
     * Drops a table that is neither the registry nor rows of a version, and of which no version holds a snapshot; says
     * whether it was there.
     *
     * @throws GodwitException INVALID_ARGUMENT or FAILED_PRECONDITION, with the statement that would let it go
     */
    public boolean drop(TableName name) {
        refuseOurs(name);
        Table table = catalogs.catalog(name.catalog()).loadTable(name.identifier());
        refuseTagged(name, table);
        refuseIfHeld(name, holders(table));
        String metadata = ((HasTableOperations) table).operations().current().metadataFileLocation();
        boolean dropped = new LakeWriter(catalogs).drop(name);
        List<RegistryEntry> holders = dropped ? holders(table) : List.of();
        if (!holders.isEmpty()) {
            restore(name, table, metadata);
            refuseIfHeld(name, holders);
        }
        return dropped;
    }

    private static void refuseOurs(TableName name) {
        if (name.identifier().namespace().equals(Registry.NAMESPACE)) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    name + " belongs to the training datasets; write DROP TRAINING DATASET … DATA for the rows of a"
                            + " version, or PURGE TRAINING DATASET for all of it");
        }
    }

    /** Tags count whoever set them: their datasets may be in a catalog that is not configured here. */
    private static void refuseTagged(TableName name, Table table) {
        List<String> held = table.refs().keySet().stream()
                .filter(tag -> tag.startsWith(SnapshotTags.PREFIX))
                .map(tag -> tag.substring(SnapshotTags.PREFIX.length()))
                .sorted()
                .toList();
        if (!held.isEmpty()) {
            throw new GodwitException(
                    ErrorCode.FAILED_PRECONDITION,
                    "%s is not dropped: training datasets hold its snapshots %s; SHOW PINNED SNAPSHOTS says which, and UNPIN TRAINING DATASET lets them go"
                            .formatted(name, String.join(", ", held)));
        }
    }

    private static void refuseIfHeld(TableName name, List<RegistryEntry> holders) {
        if (!holders.isEmpty()) {
            List<String> names = holders.stream().map(RegistryEntry::fullName).toList();
            throw new GodwitException(
                    ErrorCode.FAILED_PRECONDITION,
                    "%s is not dropped: training dataset %s needs it; UNPIN TRAINING DATASET lets it go"
                            .formatted(name, String.join(", ", names)));
        }
    }

    /** Versions of any catalog, there or being made. */
    private List<RegistryEntry> holders(Table table) {
        List<RegistryEntry> holders = new ArrayList<>();
        for (String catalog : catalogs.names()) {
            holders.addAll(new Registry(catalogs, catalog).entries().holders(table.uuid()));
        }
        return holders;
    }

    private void restore(TableName name, Table table, String metadata) {
        try {
            catalogs.catalog(name.catalog()).registerTable(name.identifier(), metadata);
        } catch (AlreadyExistsException e) {
            throw new GodwitException(
                    ErrorCode.FAILED_PRECONDITION,
                    "%s was dropped, a training dataset was made of it and a table of its name was created, all at the same time; its files are there, and its last metadata is %s"
                            .formatted(name, metadata),
                    e);
        }
        sources(table).forEach(tags::hold);
    }

    /** The metadata that was put back may be older than the tags. */
    private Set<TableSnapshot> sources(Table table) {
        Set<TableSnapshot> sources = new LinkedHashSet<>();
        for (String catalog : catalogs.names()) {
            RegistryEntries entries = new Registry(catalogs, catalog).entries();
            for (RegistryEntry holder : entries.holders(table.uuid())) {
                entries.sources(holder.reads()).stream()
                        .filter(TableSnapshot::exists)
                        .filter(source -> source.uuid().equals(table.uuid().toString()))
                        .forEach(sources::add);
            }
        }
        return sources;
    }
}

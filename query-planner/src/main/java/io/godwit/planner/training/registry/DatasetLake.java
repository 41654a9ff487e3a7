package io.godwit.planner.training.registry;

import io.godwit.planner.catalog.Catalogs;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * What training datasets keep in one catalog: the registry, row hashes and label frames beside it, tables with rows, and
 * tags on other people's tables. Everything but the registry is derived from it, so what no manifest names may go.
 */
public final class DatasetLake {
    private static final List<String> DIRECTORIES =
            List.of("row-hashes", "statistics", "frames", "increments", "rebuilt", "former-names");
    private static final Pattern ROW_TABLE = Pattern.compile(".+_v\\d+(_[0-9a-f]{8})?");

    private final Catalogs catalogs;
    private final String catalog;
    private final Processes processes;
    private final Registry registry;
    private final SnapshotTags tags;

    public DatasetLake(Catalogs catalogs, String catalog, Processes processes) {
        this.catalogs = catalogs;
        this.catalog = catalog;
        this.processes = processes;
        this.registry = new Registry(catalogs, catalog);
        this.tags = new SnapshotTags(catalogs);
    }

    public Processes processes() {
        return processes;
    }

    public Registry registry() {
        return registry;
    }

    public SnapshotTags tags() {
        return tags;
    }

    public FileIO io() {
        return registry.io();
    }

    public LakeFrames frames() {
        return new LakeFrames(io(), registry.location());
    }

    public String rowHashLocation(Manifest manifest) {
        return registry.location() + "/" + rowHashName(manifest);
    }

    static String rowHashName(Manifest manifest) {
        return "row-hashes/%s-v%d.parquet".formatted(manifest.dataset(), manifest.version());
    }

    static String statisticsName(Manifest manifest) {
        return "statistics/%s-v%d.json".formatted(manifest.dataset(), manifest.version());
    }

    static String incrementName(Manifest manifest) {
        return "increments/%s-v%d".formatted(manifest.dataset(), manifest.version());
    }

    /** The file at such a location, without what a registry that is no more may have left there. */
    public OutputFile newRowHashes(String location) {
        delete(location);
        return io().newOutputFile(location);
    }

    public String statisticsLocation(Manifest manifest) {
        return registry.location() + "/" + statisticsName(manifest);
    }

    /** Where metadata goes that is needed while a version is made of another. */
    public String incrementDirectory(Manifest manifest) {
        return registry.location() + "/" + incrementName(manifest);
    }

    /** Where metadata goes in which columns are called what they once were. */
    public String formerNamesDirectory(Manifest manifest) {
        return "%s/former-names/%s".formatted(registry.location(), manifest.dataset());
    }

    public void deleteDirectory(String directory) {
        if (io() instanceof SupportsPrefixOperations prefixes) {
            // With the slash, for to an object store v1 is a prefix of v10.
            prefixes.deletePrefix(directory + "/");
        }
    }

    /**
     * What stands beside the registry, as {@code row-hashes/name} and the like; empty where the lake's files cannot be listed.
     */
    Optional<Set<String>> filesBeside() {
        if (!(io() instanceof SupportsPrefixOperations prefixes)) {
            return Optional.empty();
        }
        String location = registry.location();
        String registryName = location.substring(location.lastIndexOf('/')) + "/";
        Set<String> beside = new HashSet<>();
        for (String directory : DIRECTORIES) {
            for (FileInfo file : prefixes.listPrefix(location + "/" + directory + "/")) {
                String below = file.location()
                        .substring(file.location().lastIndexOf(registryName + directory) + registryName.length());
                beside.add(String.join("/", List.of(below.split("/")).subList(0, 2)));
            }
        }
        return Optional.of(beside);
    }

    /** Takes back a creation that did not come to its end. */
    public void undo(Manifest pending) {
        clean(registry.change(pending.dataset(), entries -> pending.withState(Manifest.State.UNDONE)));
    }

    /** Removes what belongs to a version that is UNDONE or PURGED. May be repeated. */
    public void clean(Manifest gone) {
        dropRows(originalTable(gone));
        if (gone.materialized() != null) {
            drop(gone.materialized());
        }
        dropRebuilt(gone);
        delete(rowHashLocation(gone));
        delete(statisticsLocation(gone));
        if (gone.state() == Manifest.State.UNDONE) {
            deleteDirectory(incrementDirectory(gone));
        }
        if (registry.entries().committed(gone.dataset()).isEmpty()) {
            deleteDirectory(formerNamesDirectory(gone));
        }
        deleteUnneededFrames(gone);
        releaseUnneeded(gone);
    }

    /** Tables that hold rows of datasets, or once did. */
    public List<TableIdentifier> rowTables() {
        Catalog iceberg = catalogs.catalog(catalog);
        if (!iceberg.tableExists(Registry.TABLE)) {
            return List.of();
        }
        return iceberg.listTables(Registry.NAMESPACE).stream()
                .filter(table -> ROW_TABLE.matcher(table.name()).matches())
                .toList();
    }

    void dropRows(TableIdentifier table) {
        dropTable(catalog, table.toString());
    }

    /** The table that a version is materialized to when it is made. */
    public static TableIdentifier originalTable(Manifest manifest) {
        return TableIdentifier.of(Registry.NAMESPACE, manifest.dataset() + "_v" + manifest.version());
    }

    public void dropRebuilt(Manifest manifest) {
        Manifest.Rebuilt rebuilt = manifest.rebuilt();
        if (rebuilt == null) {
            return;
        }
        if (rebuilt.materialized() != null) {
            drop(rebuilt.materialized());
        }
        if (rebuilt.directory() != null) {
            deleteDirectory(rebuilt.directory());
        }
    }

    public void drop(Manifest.Location table) {
        dropTable(table.catalog(), table.identifier());
    }

    private void dropTable(String catalogName, String identifier) {
        Catalog iceberg = catalogs.catalog(catalogName);
        TableIdentifier table = TableIdentifier.parse(identifier);
        if (iceberg.tableExists(table)) {
            iceberg.dropTable(table, true);
        }
    }

    private void deleteUnneededFrames(Manifest gone) {
        Set<String> needed = new HashSet<>();
        registry.entries()
                .alive(gone.dataset())
                .forEach(manifest -> manifest.labelFrames().forEach(frame -> needed.add(frame.location())));
        gone.labelFrames().stream()
                .map(Manifest.LabelFrame::location)
                .filter(location -> !needed.contains(location))
                .forEach(this::delete);
    }

    private void delete(String location) {
        try {
            io().deleteFile(location);
        } catch (NotFoundException e) {
            // It was never written.
        }
    }

    /**
     * Removes tags of the manifest's snapshots that no other needs. A dataset made between the look and the removal had
     * put its manifest down before it looked for the tag, so a second look finds it and the tag is set again.
     */
    public void releaseUnneeded(Manifest manifest) {
        for (TableSnapshot source : registry.entries().sources(ManifestText.Reads.of(manifest))) {
            if (source.exists() && registry.entries().holders(source).isEmpty()) {
                tags.release(source);
                if (!registry.entries().holders(source).isEmpty()) {
                    tags.hold(source);
                }
            }
        }
    }
}

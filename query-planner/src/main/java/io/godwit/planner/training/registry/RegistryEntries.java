package io.godwit.planner.training.registry;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.NearestName;
import io.godwit.planner.catalog.TableVersion;
import io.godwit.planner.training.statement.NamedVersion;
import io.godwit.planner.training.statement.TrainingStatement.DatasetVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The latest revision of every version of every dataset, at one state of the registry. Immutable. */
public final class RegistryEntries {
    static final RegistryEntries NONE = new RegistryEntries(Map.of());

    /** Dataset, by lower-case name, to version to entry. */
    private final Map<String, NavigableMap<Integer, RegistryEntry>> datasets;

    private RegistryEntries(Map<String, NavigableMap<Integer, RegistryEntry>> datasets) {
        this.datasets = datasets;
    }

    /** These and {@code more}, of which the later ones count. */
    RegistryEntries with(Iterable<RegistryEntry> more) {
        Map<String, NavigableMap<Integer, RegistryEntry>> changed = new HashMap<>();
        for (RegistryEntry entry : more) {
            changed.computeIfAbsent(entry.dataset(), name -> new TreeMap<>(versions(name)))
                    .merge(entry.version(), entry, RegistryEntry::later);
        }
        Map<String, NavigableMap<Integer, RegistryEntry>> all = new TreeMap<>(datasets);
        all.putAll(changed);
        return new RegistryEntries(all);
    }

    public static String key(String dataset) {
        return dataset.toLowerCase(Locale.ROOT);
    }

    /** Every entry, by name and version. */
    public List<RegistryEntry> all() {
        List<RegistryEntry> all = new ArrayList<>();
        datasets.values().forEach(versions -> all.addAll(versions.values()));
        return all;
    }

    public List<RegistryEntry> committed() {
        return all().stream().filter(RegistryEntry::isCommitted).toList();
    }

    /** Names of datasets that have a version. */
    public List<String> names() {
        return committed().stream().map(RegistryEntry::dataset).distinct().toList();
    }

    /** Versions that may need their snapshots: those that are there and those being made. */
    List<RegistryEntry> alive() {
        return all().stream().filter(RegistryEntry::isAlive).toList();
    }

    /** The versions, there or being made, that keep something beside the registry for this dataset. */
    List<Manifest> alive(String dataset) {
        return versions(dataset).values().stream()
                .filter(RegistryEntry::isAlive)
                .map(RegistryEntry::manifest)
                .toList();
    }

    /** The versions for which a snapshot is held. */
    List<RegistryEntry> holders(TableSnapshot held) {
        return holders(
                each -> each.snapshotId() == held.snapshotId() && each.uuid().equals(held.uuid()));
    }

    /** The versions for which some snapshot of a table is held. */
    List<RegistryEntry> holders(UUID table) {
        String uuid = table.toString();
        return holders(each -> each.uuid().equals(uuid));
    }

    private List<RegistryEntry> holders(Predicate<TableSnapshot> held) {
        return alive().stream()
                .filter(entry -> entry.reads().wantsPins())
                .filter(entry -> sources(entry.reads()).stream().anyMatch(held))
                .toList();
    }

    /** The number the next version gets; numbers are never used twice. */
    public int nextVersion(String dataset) {
        NavigableMap<Integer, RegistryEntry> versions = datasets.get(key(dataset));
        return versions == null ? 1 : versions.lastKey() + 1;
    }

    public Optional<Manifest> find(String dataset, int version) {
        return Optional.ofNullable(versions(dataset).get(version)).map(RegistryEntry::manifest);
    }

    /** The versions of a dataset that are there. */
    public List<Manifest> committed(String dataset) {
        return versions(dataset).values().stream()
                .filter(RegistryEntry::isCommitted)
                .map(RegistryEntry::manifest)
                .toList();
    }

    /** What a pin names, if it is there. */
    public Optional<Manifest> find(DatasetPin pin) {
        return find(pin.asked().dataset(), pin.number()).filter(Manifest::isCommitted);
    }

    /**
     * The tables that reading a version again takes: its own, and those of the versions it reads that hold no rows. Versions
     * that were removed count too, so that what was held for them can be released.
     */
    public Collection<TableSnapshot> sources(ManifestText.Reads reads) {
        if (reads.datasets().isEmpty()) {
            return reads.tables();
        }
        Set<TableSnapshot> sources = new LinkedHashSet<>(reads.tables());
        for (DatasetPin pin : reads.datasets()) {
            RegistryEntry read = versions(pin.asked().dataset()).get(pin.number());
            if (read != null && !read.reads().holdsRows()) {
                sources.addAll(sources(read.reads()));
            }
        }
        return sources;
    }

    /** The versions, there or being made, whose query reads {@code manifest}. */
    List<RegistryEntry> readers(Manifest manifest) {
        return alive().stream()
                .filter(reader -> reader.reads().datasets().stream().anyMatch(pin -> pin.names(manifest)))
                .toList();
    }

    private NavigableMap<Integer, RegistryEntry> versions(String dataset) {
        return datasets.getOrDefault(key(dataset), new TreeMap<>());
    }

    /** The version a statement means, or an error that names the nearest. */
    public Manifest require(DatasetVersion wanted) {
        Map<Integer, RegistryEntry> there = new TreeMap<>(versions(wanted.dataset()));
        there.values().removeIf(entry -> !entry.isCommitted());
        if (there.isEmpty()) {
            throw unknownDataset(wanted.dataset());
        }
        Integer number = number(wanted, there.keySet());
        RegistryEntry entry = number == null ? null : there.get(number);
        if (entry == null) {
            throw new GodwitException(
                    ErrorCode.NOT_FOUND,
                    "Training dataset %s has no version %s; its versions are: %s"
                            .formatted(wanted.dataset(), text(wanted.version()), join(there.keySet())));
        }
        return entry.manifest();
    }

    private static @Nullable Integer number(DatasetVersion wanted, Collection<Integer> there) {
        TableVersion version = wanted.version();
        if (version instanceof TableVersion.SnapshotId id) {
            return (int) id.id() == id.id() ? (int) id.id() : null;
        }
        if (version instanceof TableVersion.Ref) {
            return NamedVersion.of(wanted).map(NamedVersion::number).orElse(null);
        }
        if (version instanceof TableVersion.AsOf) {
            throw new GodwitException(
                    ErrorCode.UNSUPPORTED,
                    "A training dataset has versions, not times; write training_datasets.%s FOR VERSION AS OF n"
                            .formatted(wanted.dataset()));
        }
        return there.stream().max(Integer::compare).orElseThrow();
    }

    private static String text(TableVersion version) {
        return version.text().replace("VERSION AS OF ", "");
    }

    private static String join(Collection<Integer> versions) {
        return String.join(", ", versions.stream().map(String::valueOf).toList());
    }

    private GodwitException unknownDataset(String dataset) {
        return new GodwitException(
                ErrorCode.NOT_FOUND,
                "There is no training dataset %s%s".formatted(dataset, NearestName.hint(dataset, names())));
    }

    /** The row that makes {@code manifest} what its version is. */
    RegistryEntry nextRow(Manifest manifest) {
        RegistryEntry before = versions(manifest.dataset()).get(manifest.version());
        return RegistryEntry.of(manifest, before == null ? 1 : before.revision() + 1);
    }

    List<RegistryEntry> rows() {
        return all();
    }
}

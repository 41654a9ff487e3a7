package io.godwit.planner.training.registry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tags that some version once held and none needs any more. Each table is looked at once, however many versions read it, and
 * each snapshot is asked for once.
 */
final class UnneededTags {
    private final DatasetLake lake;
    private final RegistryEntries entries;
    private final Map<String, Released> released = new LinkedHashMap<>();
    private final Set<String> held = new HashSet<>();

    UnneededTags(DatasetLake lake) {
        this.lake = lake;
        this.entries = lake.registry().entries();
    }

    /** The snapshots of a table that versions gave up, each with one of those versions. */
    private record Released(TableSnapshot table, Map<Long, Manifest> snapshots) {}

    void add(Manifest manifest) {
        if (manifest.pin().equals(Manifest.PIN_NONE)) {
            return;
        }
        for (TableSnapshot source : entries.sources(ManifestText.Reads.of(manifest))) {
            if (!source.exists()) {
                continue;
            }
            if (isAlive(manifest) && manifest.needsPins()) {
                held.add(source.uuid() + " " + source.snapshotId());
            } else {
                released.computeIfAbsent(
                                source.fullName() + " " + source.uuid(),
                                name -> new Released(source, new LinkedHashMap<>()))
                        .snapshots()
                        .putIfAbsent(source.snapshotId(), manifest);
            }
        }
    }

    private static boolean isAlive(Manifest manifest) {
        return manifest.state() == Manifest.State.COMMITTED || manifest.state() == Manifest.State.PENDING;
    }

    void release() {
        released.values().forEach(each -> unneeded(each).forEach(lake::releaseUnneeded));
    }

    private List<Manifest> unneeded(Released each) {
        List<Manifest> unneeded = new ArrayList<>();
        lake.tags()
                .load(each.table())
                .ifPresent(table -> each.snapshots().forEach((snapshot, manifest) -> {
                    boolean isTagged = table.refs().containsKey(SnapshotTags.PREFIX + snapshot);
                    if (isTagged && !held.contains(each.table().uuid() + " " + snapshot)) {
                        unneeded.add(manifest);
                    }
                }));
        return unneeded;
    }
}

package io.godwit.planner.training;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Table;

/**
 * Tags that some version once held and none needs any more. Each table is looked at once, however many versions read it, and
 * each snapshot is asked for once.
 */
final class UnneededTags {
    private final DatasetLake lake;
    private final Map<String, Map<Long, Manifest>> releasedByTable = new LinkedHashMap<>();
    private final Map<String, Manifest.SourceTable> tables = new LinkedHashMap<>();
    private final Set<String> held = new HashSet<>();
    private final RegistryEntries entries;

    UnneededTags(DatasetLake lake) {
        this.lake = lake;
        this.entries = lake.registry().entries();
    }

    void add(Manifest manifest) {
        if (manifest.pin().equals(CreateOptions.PIN_NONE)) {
            return;
        }
        for (Manifest.SourceTable source : entries.sources(manifest)) {
            if (!source.hasSnapshot()) {
                continue;
            }
            if (isAlive(manifest) && manifest.needsPins()) {
                held.add(snapshot(source));
            } else {
                tables.putIfAbsent(table(source), source);
                releasedByTable
                        .computeIfAbsent(table(source), name -> new LinkedHashMap<>())
                        .putIfAbsent(source.snapshotId(), manifest);
            }
        }
    }

    private static boolean isAlive(Manifest manifest) {
        return manifest.state() == Manifest.State.COMMITTED || manifest.state() == Manifest.State.PENDING;
    }

    private static String table(Manifest.SourceTable source) {
        return source.fullName() + " " + source.uuid();
    }

    private static String snapshot(Manifest.SourceTable source) {
        return source.uuid() + " " + source.snapshotId();
    }

    void release() {
        releasedByTable.forEach((name, snapshots) -> {
            Manifest.SourceTable source = tables.get(name);
            List<Manifest> toRelease = new ArrayList<>();
            Optional<Table> table = lake.tags().load(source);
            table.ifPresent(there -> snapshots.forEach((snapshot, manifest) -> {
                if (there.refs().containsKey(SnapshotTags.PREFIX + snapshot)
                        && !held.contains(source.uuid() + " " + snapshot)) {
                    toRelease.add(manifest);
                }
            }));
            toRelease.forEach(lake::releaseUnneeded);
        });
    }
}

package io.godwit.planner.training.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that datasets hold.
 *
 * @param dataBytes of the files it reads, other snapshots' share included; null when the snapshot is gone
 */
public record PinnedSnapshot(
        TableSnapshot source,
        @Nullable Long ageSeconds,
        @Nullable Long dataBytes,
        List<RegistryEntry> holders) {
    private static final String TOTAL_BYTES = "total-files-size";

    /** A snapshot of a table. */
    private record Key(String uuid, long snapshotId) {}

    public static List<PinnedSnapshot> all(DatasetLake lake, Instant now) {
        Map<Key, TableSnapshot> sources = new LinkedHashMap<>();
        Map<Key, List<RegistryEntry>> holders = new HashMap<>();
        RegistryEntries entries = lake.registry().entries();
        for (RegistryEntry entry :
                entries.alive().stream().filter(RegistryEntry::pinned).toList()) {
            for (TableSnapshot source : entries.sources(entry.reads())) {
                if (source.exists()) {
                    Key key = new Key(source.uuid(), source.snapshotId());
                    sources.putIfAbsent(key, source);
                    holders.computeIfAbsent(key, each -> new ArrayList<>()).add(entry);
                }
            }
        }
        List<PinnedSnapshot> pinned = new ArrayList<>();
        Map<String, Optional<Table>> tables = new HashMap<>();
        sources.forEach((key, source) -> {
            Optional<Table> table = tables.computeIfAbsent(
                    source.fullName() + " " + key.uuid(), name -> lake.tags().load(source));
            pinned.add(of(table, source, holders.getOrDefault(key, List.of()), now));
        });
        return pinned;
    }

    private static PinnedSnapshot of(
            Optional<Table> table, TableSnapshot source, List<RegistryEntry> holders, Instant now) {
        String committedAt = source.committedAt();
        Long age = committedAt == null
                ? null
                : Duration.between(Instant.parse(committedAt), now).toSeconds();
        Long bytes = table.map(there -> there.snapshot(source.snapshotId()))
                .map(PinnedSnapshot::dataBytes)
                .orElse(null);
        return new PinnedSnapshot(source, age, bytes, holders);
    }

    private static @Nullable Long dataBytes(Snapshot snapshot) {
        String bytes = snapshot.summary() == null ? null : snapshot.summary().get(TOTAL_BYTES);
        return bytes == null ? null : Long.valueOf(bytes);
    }
}

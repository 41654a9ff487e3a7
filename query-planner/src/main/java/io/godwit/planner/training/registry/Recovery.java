package io.godwit.planner.training.registry;

import io.godwit.pitjoin.batch.ExecutionContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Ends what processes that died left half done: versions that were being made are undone, tags that no version needs are
 * removed, tables of ours that no manifest names are dropped. Run at start, and before the first change of a catalog.
 */
public final class Recovery {
    private final DatasetLake lake;

    public Recovery(DatasetLake lake) {
        this.lake = lake;
    }

    public void run(ExecutionContext context) {
        Instant now = context.clock().instant();
        UnneededTags tags = new UnneededTags(lake);
        List<Manifest> gone = new ArrayList<>();
        for (RegistryEntry entry : lake.registry().entries().all()) {
            Manifest manifest = entry.manifest();
            tags.add(manifest);
            switch (entry.state()) {
                case PENDING -> undoIfDead(manifest, now);
                case COMMITTED -> endRebuild(manifest, now);
                case UNDONE, PURGED -> gone.add(manifest);
            }
        }
        if (!gone.isEmpty()) {
            Leftovers leftovers = Leftovers.of(lake);
            gone.forEach(leftovers::clean);
        }
        tags.release();
        dropOrphans();
    }

    private void undoIfDead(Manifest pending, Instant now) {
        if (!lake.processes().mayBeAlive(pending.creator(), Instant.parse(pending.createdAt()), now)) {
            lake.undo(pending);
        }
    }

    private void endRebuild(Manifest manifest, Instant now) {
        Manifest.Rebuilt rebuilt = manifest.rebuilt();
        if (rebuilt != null && rebuilt.verdict() == null && !lake.processes().mayBeAlive(rebuilt.worker(), now, now)) {
            lake.dropRebuilt(manifest);
            lake.registry()
                    .change(
                            manifest.dataset(),
                            entries -> entries.find(manifest.dataset(), manifest.version())
                                    .orElse(manifest)
                                    .withRebuilt(null));
        }
    }

    /** A table is named by a manifest before it is made, so looking at tables first and manifests then is safe. */
    private void dropOrphans() {
        List<TableIdentifier> tables = lake.rowTables();
        Set<String> named = new HashSet<>();
        for (RegistryEntry entry : lake.registry().entries().alive()) {
            Manifest manifest = entry.manifest();
            if (manifest.state() == Manifest.State.PENDING) {
                named.add(DatasetLake.originalTable(manifest).toString());
            }
            if (manifest.materialized() != null) {
                named.add(manifest.materialized().identifier());
            }
            if (manifest.rebuilt() != null && manifest.rebuilt().materialized() != null) {
                named.add(manifest.rebuilt().materialized().identifier());
            }
        }
        tables.stream().filter(table -> !named.contains(table.toString())).forEach(lake::dropRows);
    }
}

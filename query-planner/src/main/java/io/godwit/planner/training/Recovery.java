package io.godwit.planner.training;

import io.godwit.pitjoin.batch.ExecutionContext;
import java.time.Instant;

/** Ends what processes that died left half done. Run at start, and by whoever changes the registry of a catalog first. */
final class Recovery {
    private final DatasetLake lake;

    Recovery(DatasetLake lake) {
        this.lake = lake;
    }

    void run(ExecutionContext context) {
        Instant now = context.clock().instant();
        for (RegistryEntry entry : lake.registry().entries().all()) {
            switch (entry.state()) {
                case PENDING -> undoIfDead(entry.manifest(), now);
                case COMMITTED -> finish(entry.manifest(), now);
                case UNDONE, PURGED -> lake.clean(entry.manifest());
            }
        }
    }

    private void undoIfDead(Manifest pending, Instant now) {
        if (!Processes.mayBeAlive(pending.creator(), Instant.parse(pending.createdAt()), now)) {
            lake.undo(pending);
        }
    }

    private void finish(Manifest manifest, Instant now) {
        if (manifest.dropped()) {
            lake.dropOriginalRows(manifest);
        }
        if (!manifest.pinned() && !manifest.pin().equals(CreateOptions.PIN_NONE)) {
            lake.releaseUnneeded(manifest);
        }
        Manifest.Rebuilt rebuilt = manifest.rebuilt();
        if (rebuilt != null && rebuilt.verdict() == null && !Processes.mayBeAlive(rebuilt.worker(), now, now)) {
            lake.dropRebuilt(manifest);
            lake.registry()
                    .change(
                            manifest.dataset(),
                            entries -> entries.find(manifest.dataset(), manifest.version())
                                    .orElse(manifest)
                                    .withRebuilt(null));
        }
    }
}

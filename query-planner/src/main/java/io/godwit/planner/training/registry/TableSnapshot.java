package io.godwit.planner.training.registry;

import org.jspecify.annotations.Nullable;

/**
 * A table at a snapshot, as far as it matters for holding it.
 *
 * @param snapshotId negative when the table had none
 * @param committedAt when the snapshot was made, in ISO form
 */
public record TableSnapshot(
        String catalog,
        String identifier,
        String uuid,
        long snapshotId,
        @Nullable String committedAt) {
    public boolean exists() {
        return snapshotId >= 0;
    }

    public String fullName() {
        return catalog + "." + identifier;
    }
}

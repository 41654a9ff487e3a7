package io.godwit.planner.training;

import org.jspecify.annotations.Nullable;

/**
 * A table at a snapshot, as far as it matters for holding it.
 *
 * @param snapshotId negative when the table had none
 * @param committedAt when the snapshot was made, in ISO form
 */
record TableSnapshot(
        String catalog,
        String identifier,
        String uuid,
        long snapshotId,
        @Nullable String committedAt) {
    boolean exists() {
        return snapshotId >= 0;
    }

    String fullName() {
        return catalog + "." + identifier;
    }
}

package io.godwit.planner.training.registry;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.List;

/**
 * The versions that could not be reproduced any more if something was taken from the version they read.
 *
 * @param what would be done to {@code read}
 * @param remedy what lets it be done
 */
public record Dependents(Manifest read, String what, String remedy, List<RegistryEntry> readers) {
    /** UNPIN gives up the promise, so a reader that was released does not keep rows alive. */
    public static Dependents ofDropData(RegistryEntries entries, Manifest read) {
        List<RegistryEntry> pinned = entries.readers(read).stream()
                .filter(reader -> reader.reads().wantsPins())
                .toList();
        return new Dependents(read, "drop the rows", "UNPIN or PURGE", pinned);
    }

    /** Without its manifest a version cannot come back, which no reader survives. */
    public static Dependents ofPurge(RegistryEntries entries, Manifest read) {
        return new Dependents(read, "purge it", "PURGE", entries.readers(read));
    }

    public void refuseIfAny() {
        if (!readers.isEmpty()) {
            String names = String.join(
                    ", ", readers.stream().map(RegistryEntry::fullName).toList());
            throw new GodwitException(
                    ErrorCode.FAILED_PRECONDITION,
                    "Training dataset %s is read by %s, which could not be reproduced without it; to %s, %s %s first"
                            .formatted(read.fullName(), names, what, remedy, readers.size() == 1 ? "that" : "those"));
        }
    }
}

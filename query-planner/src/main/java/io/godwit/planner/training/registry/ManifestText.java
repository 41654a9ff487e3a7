package io.godwit.planner.training.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A manifest as it is stored, parsed whenever it is asked for. What it reads is asked of all manifests at once, so that is
 * kept. Safe for use by many threads.
 */
public final class ManifestText {
    private final String json;
    private volatile @Nullable Reads reads;

    ManifestText(String json) {
        this.json = json;
    }

    /**
     * What reading a version again takes.
     *
     * @param tables those its query names, each once
     * @param datasets the versions of other datasets that its query names
     * @param holdsRows whether its own rows are there, so that its query need not run
     * @param wantsPins whether snapshots are to be held for it
     */
    public record Reads(List<TableSnapshot> tables, List<DatasetPin> datasets, boolean holdsRows, boolean wantsPins) {
        public static Reads of(Manifest manifest) {
            return new Reads(
                    manifest.tables().stream()
                            .map(Manifest.SourceTable::snapshot)
                            .distinct()
                            .toList(),
                    manifest.datasetsRead(),
                    manifest.materialized() != null,
                    manifest.needsPins());
        }
    }

    Manifest manifest() {
        return ManifestJson.read(json);
    }

    Reads reads() {
        Reads known = reads;
        if (known == null) {
            known = Reads.of(manifest());
            reads = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return json;
    }
}

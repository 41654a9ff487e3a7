package io.godwit.planner.training.reproduce;

import io.godwit.planner.training.registry.Manifest;
import io.godwit.planner.training.registry.TableSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * How one table of a dataset can be read again.
 *
 * @param missing what is gone, when the path is {@link Path#MISSING}
 * @param survivor the snapshot a rebuild reads, or -1
 */
public record SourceState(
        Manifest.SourceTable source, Path path, @Nullable String missing, long survivor) {
    /** From the surest way to none. */
    public enum Path {
        /** The snapshot is there, and the metadata file it was pinned by. */
        SNAPSHOT("by snapshot"),
        /** The snapshot is there; the metadata file is made anew around it. */
        METADATA("by snapshot, with its metadata made anew"),
        /** Files as old as the snapshot; of younger ones, rows last updated no later. */
        ROW_LINEAGE("by row lineage"),
        /** Files as old as the snapshot; of younger ones, rows ingested no later. */
        INGESTION_TIME("by ingestion time"),
        /** Files as old as the snapshot. */
        FILES("by files"),
        /** There is no way. */
        MISSING("missing");

        private final String text;

        Path(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    static SourceState of(Manifest.SourceTable source, Path path, long survivor) {
        return new SourceState(source, path, null, survivor);
    }

    static SourceState missing(Manifest.SourceTable source, String what) {
        return new SourceState(source, Path.MISSING, what, -1);
    }

    boolean isMissing() {
        return path == Path.MISSING;
    }

    /** What a rebuild reads; it exists only where there is a way. */
    TableSnapshot standsOn() {
        return new TableSnapshot(source.catalog(), source.identifier(), source.uuid(), survivor, null);
    }
}

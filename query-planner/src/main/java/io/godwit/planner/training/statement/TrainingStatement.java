package io.godwit.planner.training.statement;

import static java.util.Objects.requireNonNull;

import io.godwit.planner.catalog.TableVersion;
import io.godwit.planner.write.RowFile;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parsed statement about training datasets. Names are compared ignoring case. */
public sealed interface TrainingStatement {
    /** The schema under which datasets are read. */
    String SCHEMA = "training_datasets";

    /** Whether running it changes something, so that it must run exactly once. */
    default boolean hasEffects() {
        return true;
    }

    /**
     * {@code CREATE TRAINING DATASET name WITH (options) AS query}.
     *
     * @param base the version whose rows this one may grow from, {@code FROM VERSION n}; null when there is none
     * @param options {@code materialize}, {@code known_at}, {@code pin}, {@code description}, {@code owner} and {@code
     *     tag.<key>}, as text
     */
    record Create(String dataset, @Nullable Integer base, Map<String, String> options, DatasetQuery query)
            implements TrainingStatement {
        public Create {
            requireNonNull(dataset, "dataset");
            options = Map.copyOf(options);
        }
    }

    /** {@code DROP TRAINING DATASET name VERSION n DATA}. */
    record DropData(DatasetVersion version) implements TrainingStatement {}

    /** {@code REPRODUCE TRAINING DATASET name VERSION n}. */
    record Reproduce(DatasetVersion version) implements TrainingStatement {}

    /** {@code EXPLAIN REPRODUCE TRAINING DATASET name VERSION n}. */
    record ExplainReproduce(DatasetVersion version) implements TrainingStatement {
        @Override
        public boolean hasEffects() {
            return false;
        }
    }

    /** {@code UNPIN TRAINING DATASET name VERSION n}. */
    record Unpin(DatasetVersion version) implements TrainingStatement {}

    /** {@code PURGE TRAINING DATASET name VERSION n}: all of it goes, manifest, row hashes and label frames too. */
    record Purge(DatasetVersion version) implements TrainingStatement {}

    /** {@code SHOW TRAINING DATASETS}. */
    record Show() implements TrainingStatement {
        @Override
        public boolean hasEffects() {
            return false;
        }
    }

    /** {@code DESCRIBE TRAINING DATASET name VERSION n}. */
    record Describe(DatasetVersion version) implements TrainingStatement {
        @Override
        public boolean hasEffects() {
            return false;
        }
    }

    /** {@code SHOW STATISTICS FOR TRAINING DATASET name VERSION n}. */
    record ShowStatistics(DatasetVersion version) implements TrainingStatement {
        @Override
        public boolean hasEffects() {
            return false;
        }
    }

    /** {@code DIFF TRAINING DATASET name VERSION n TO m COLUMNS}. */
    record CompareColumns(DatasetVersion before, DatasetVersion after) implements TrainingStatement {
        @Override
        public boolean hasEffects() {
            return false;
        }
    }

    /** {@code EXPORT TRAINING DATASET name VERSION n TO 'directory' [FORMAT PARQUET|ARROW]}. */
    record ExportFiles(DatasetVersion version, String directory, RowFile.Format format) implements TrainingStatement {}

    /** {@code SHOW PINNED SNAPSHOTS}. */
    record ShowPinnedSnapshots() implements TrainingStatement {
        @Override
        public boolean hasEffects() {
            return false;
        }
    }

    /**
     * A dataset and which version of it.
     *
     * @param version {@link TableVersion#CURRENT} for the latest, else its number as a {@link TableVersion.SnapshotId}, or
     *     {@code 'n-rebuilt'} as a {@link TableVersion.Ref}
     */
    record DatasetVersion(String dataset, TableVersion version) {
        public DatasetVersion {
            requireNonNull(dataset, "dataset");
            requireNonNull(version, "version");
        }
    }
}

package io.godwit.planner.training.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.Pins;
import io.godwit.planner.digest.Digest;
import io.godwit.planner.digest.TableDigest;
import io.godwit.planner.training.split.SplitRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of one version of a training dataset: enough to run it again, and to prove that the result is the same.
 * Its JSON is a public format; {@code TRAINING.md} describes every field.
 *
 * @param formatVersion of this record
 * @param state where the version stands in its life
 * @param createdAt when, in ISO form
 * @param query what was asked
 * @param outputSchema the result's Arrow schema, in Arrow's JSON form
 * @param tables what was read, once per version of a table
 * @param labelFrames uploaded frames that were read
 * @param knownAt {@code applied}, {@code waived}, or {@code undeclared} when no table declares an ingestion time
 * @param splits the rule by which rows are split, if there is one
 * @param contents what the rows were; null until they have been seen once
 * @param pin {@code required}, {@code best-effort} or {@code none}
 * @param pinned whether the snapshots are held against expiry
 * @param materialized the table that holds the rows; null when there is none or they have been dropped
 * @param dropped whether rows were materialized once and have been dropped
 * @param rebuilt what the last reproduction left; null before the first
 * @param creator who is at work on a version that is pending
 * @param growth how it was made of another version, or null when it was not
 */
public record Manifest(
        int formatVersion,
        String dataset,
        int version,
        State state,
        String createdAt,
        String owner,
        String description,
        Map<String, String> tags,
        Query query,
        JsonNode outputSchema,
        List<SourceTable> tables,
        List<LabelFrame> labelFrames,
        String knownAt,
        @Nullable SplitRule splits,
        String engineVersion,
        int semanticsVersion,
        @Nullable Contents contents,
        String pin,
        boolean pinned,
        @Nullable Location materialized,
        boolean dropped,
        @Nullable Rebuilt rebuilt,
        Creator creator,
        @Nullable Growth growth) {
    public static final int FORMAT_VERSION = 1;

    public static final String PIN_REQUIRED = "required";
    public static final String PIN_BEST_EFFORT = "best-effort";
    public static final String PIN_NONE = "none";

    /** Raised when the same SQL over the same snapshots would mean something else. */
    public static final int SEMANTICS_VERSION = 1;

    /** Where a version stands in its life. */
    public enum State {
        /** Being created: its number is taken, its snapshots are being tagged, its query runs. */
        PENDING,
        /** There. */
        COMMITTED,
        /** Its creation failed or its creator died; nothing of it is left. */
        UNDONE,
        /** All of it was removed by PURGE. */
        PURGED
    }

    /**
     * The query and what it means.
     *
     * @param instant what {@code current_timestamp} means in it
     */
    public record Query(
            String sql,
            List<StoredValue> parameters,
            String catalog,
            List<String> namespace,
            String zone,
            Map<String, String> options,
            String instant,
            List<Pins.Pin> pins) {}

    /**
     * One table as it was read.
     *
     * @param version how the query asked for it
     * @param sequenceNumber of the snapshot
     * @param schema the schema it was read with, in Iceberg's JSON form
     * @param columns what was read of it
     * @param properties the table's {@code godwit.} properties
     * @param rowCount of the snapshot as its summary gives it, or -1
     * @param greatestIngestionTime Iceberg's internal value of the ingestion column's maximum, or null
     */
    public record SourceTable(
            String catalog,
            String identifier,
            String version,
            String uuid,
            long snapshotId,
            long sequenceNumber,
            @Nullable String committedAt,
            String metadataLocation,
            JsonNode schema,
            List<Column> columns,
            Map<String, String> properties,
            long rowCount,
            @Nullable Long greatestIngestionTime) {
        /** A column by Iceberg's field id. */
        public record Column(int id, String name, String type) {}

        public boolean hasSnapshot() {
            return snapshotId >= 0;
        }

        public String fullName() {
            return catalog + "." + identifier;
        }

        public Pins.Pin asPin() {
            return new Pins.Pin(catalog, identifier, version, metadataLocation, snapshotId);
        }

        public TableSnapshot snapshot() {
            return new TableSnapshot(catalog, identifier, uuid, snapshotId, committedAt);
        }
    }

    /**
     * An uploaded frame, kept in the lake as an Arrow IPC stream.
     *
     * @param name what the query calls it
     * @param id as the pins have it
     */
    public record LabelFrame(
            String name, String id, String location, long rowCount, int digestVersion, String digest) {}

    /**
     * The rows, as hashes.
     *
     * @param statistics where the summaries of the columns are kept, or null when there are none
     */
    public record Contents(
            long rowCount,
            int digestVersion,
            String digest,
            List<ColumnDigest> columns,
            RowHashes rowHashes,
            @Nullable String statistics) {
        /** The digest of one column. */
        public record ColumnDigest(String name, String digest) {}

        /**
         * One salted 64-bit hash per row.
         *
         * @param location of a Parquet file with one column, {@code hash}
         */
        public record RowHashes(String location, String salt) {}

        public TableDigest tableDigest() {
            List<TableDigest.Column> parsed = columns.stream()
                    .map(column -> new TableDigest.Column(column.name(), Digest.parse(column.digest())))
                    .toList();
            return new TableDigest(digestVersion, rowCount, Digest.parse(digest), parsed);
        }

        public static Contents of(TableDigest digest, RowHashes rowHashes, @Nullable String statistics) {
            List<ColumnDigest> columns = new ArrayList<>();
            digest.columns()
                    .forEach(column -> columns.add(
                            new ColumnDigest(column.name(), column.digest().toString())));
            return new Contents(
                    digest.rowCount(), digest.version(), digest.whole().toString(), columns, rowHashes, statistics);
        }
    }

    /** A table of the lake at a snapshot. */
    public record Location(String catalog, String identifier, String metadataLocation, long snapshotId) {
        public Pins.Pin asPin() {
            return new Pins.Pin(catalog, identifier, "", metadataLocation, snapshotId);
        }
    }

    /**
     * What a reproduction left behind, and where its rows can be read.
     *
     * @param verdict {@code EXACT} or {@code DIFFERENT}; null while the rebuild runs
     * @param pins to run the query with
     * @param materialized table for the rows, or null when the query is run again
     * @param directory files made for the rebuild, or null when there are none
     * @param standsOn the snapshots of the tables whose files the pins read
     * @param worker who makes it
     */
    public record Rebuilt(
            @Nullable String verdict,
            List<Pins.Pin> pins,
            @Nullable Location materialized,
            @Nullable String directory,
            List<TableSnapshot> standsOn,
            Creator worker) {
        public Rebuilt {
            standsOn = Objects.requireNonNullElse(standsOn, List.of()); // manifests of before do not tell
        }

        public boolean cameOutExact() {
            return VerdictKind.EXACT.name().equals(verdict);
        }
    }

    /**
     * How a version was made of another.
     *
     * @param base the other version
     * @param incremental whether the query ran for new rows only
     * @param reason why it ran for all rows; null when it did not
     * @param newRows rows that it gave
     */
    public record Growth(
            int base, boolean incremental, @Nullable String reason, long newRows) {}

    /** A process. */
    public record Creator(String host, long processId, String startedAt) {}

    public boolean isCommitted() {
        return state == State.COMMITTED;
    }

    public String fullName() {
        return dataset + " version " + version;
    }

    /** Whether its snapshots are to be held: a version being made will be pinned, one that is there is or is not. */
    boolean needsPins() {
        return state == State.PENDING ? !pin.equals(PIN_NONE) : pinned;
    }

    /** The versions of training datasets that its query reads. */
    public List<DatasetPin> datasetsRead() {
        return DatasetPin.in(query.pins());
    }

    public Manifest withVersion(int newVersion) {
        return with(change -> change.version = newVersion);
    }

    public Manifest withState(State newState) {
        return with(change -> change.state = newState);
    }

    public Manifest withLabelFrames(List<LabelFrame> newFrames) {
        return with(change -> change.labelFrames = newFrames);
    }

    public Manifest withContents(Contents newContents) {
        return with(change -> change.contents = newContents);
    }

    public Manifest withPinned(boolean newPinned) {
        return with(change -> change.pinned = newPinned);
    }

    public Manifest withMaterialized(@Nullable Location newMaterialized) {
        return with(change -> {
            change.materialized = newMaterialized;
            change.dropped = newMaterialized == null;
        });
    }

    /** After DROP DATA. */
    public Manifest withoutRows() {
        if (materialized == null) {
            throw new GodwitException(
                    ErrorCode.FAILED_PRECONDITION,
                    dropped
                            ? "The rows of training dataset %s are dropped already".formatted(fullName())
                            : "Training dataset %s holds no rows: it runs its pinned query when it is read"
                                    .formatted(fullName()));
        }
        return withMaterialized(null);
    }

    public Manifest withRebuilt(@Nullable Rebuilt newRebuilt) {
        return with(change -> change.rebuilt = newRebuilt);
    }

    public Manifest withGrowth(Growth newGrowth) {
        return with(change -> change.growth = newGrowth);
    }

    private Manifest with(Consumer<Change> what) {
        Change change = new Change(this);
        what.accept(change);
        return new Manifest(
                formatVersion,
                dataset,
                change.version,
                change.state,
                createdAt,
                owner,
                description,
                tags,
                query,
                outputSchema,
                tables,
                change.labelFrames,
                knownAt,
                splits,
                engineVersion,
                semanticsVersion,
                change.contents,
                pin,
                change.pinned,
                change.materialized,
                change.dropped,
                change.rebuilt,
                creator,
                change.growth);
    }

    /** What may become another in the life of a version. */
    private static final class Change {
        private int version;
        private State state;
        private List<LabelFrame> labelFrames;
        private @Nullable Contents contents;
        private boolean pinned;
        private @Nullable Location materialized;
        private boolean dropped;
        private @Nullable Rebuilt rebuilt;
        private @Nullable Growth growth;

        private Change(Manifest before) {
            this.version = before.version;
            this.state = before.state;
            this.labelFrames = before.labelFrames;
            this.contents = before.contents;
            this.pinned = before.pinned;
            this.materialized = before.materialized;
            this.dropped = before.dropped;
            this.rebuilt = before.rebuilt;
            this.growth = before.growth;
        }
    }
}

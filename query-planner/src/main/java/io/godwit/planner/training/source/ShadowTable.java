package io.godwit.planner.training.source;

import io.godwit.planner.Pins;
import io.godwit.planner.catalog.PinnedTable;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFiles;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * A table's metadata as it should have been: it names the table's own files, and what is committed to it goes into a
 * directory of ours. The catalog and the table itself never hear of it.
 */
public final class ShadowTable implements TableOperations {
    private final FileIO io;
    private final String directory;
    private TableMetadata current;

    private ShadowTable(FileIO io, String directory, TableMetadata start) {
        this.io = io;
        this.directory = directory;
        this.current = store(start);
    }

    /** The table at one of its snapshots, with a schema it once had. */
    public static ShadowTable of(Table table, long snapshotId, Schema schema, String directory) {
        TableMetadata metadata = ((HasTableOperations) table).operations().current();
        TableMetadata.Builder builder = TableMetadata.buildFrom(metadata)
                .setCurrentSchema(schema, Math.max(metadata.lastColumnId(), schema.highestFieldId()));
        if (metadata.currentSnapshot() == null || metadata.currentSnapshot().snapshotId() != snapshotId) {
            builder.setBranchSnapshot(snapshotId, SnapshotRef.MAIN_BRANCH);
        }
        return new ShadowTable(table.io(), directory, builder.discardChanges().build());
    }

    /** The table before anything was written to it. */
    public static ShadowTable empty(Table table, Schema schema, String directory) {
        TableMetadata metadata = ((HasTableOperations) table).operations().current();
        TableMetadata.Builder builder = TableMetadata.buildFrom(metadata)
                .setCurrentSchema(schema, Math.max(metadata.lastColumnId(), schema.highestFieldId()));
        List.copyOf(metadata.refs().keySet()).forEach(builder::removeRef);
        return new ShadowTable(table.io(), directory, builder.discardChanges().build());
    }

    /** The same state, to change independently. */
    public ShadowTable copy() {
        return new ShadowTable(io, directory, current);
    }

    public void remove(List<DataFile> files) {
        if (!files.isEmpty()) {
            DeleteFiles delete = table().newDelete();
            files.forEach(file -> delete.deleteFile(file.location()));
            delete.commit();
        }
    }

    /** A pin that reads this instead of what {@code original} names. */
    public Pins.Pin pin(Pins.Pin original) {
        Snapshot snapshot = table().currentSnapshot();
        return new Pins.Pin(
                original.catalog(),
                original.identifier(),
                original.version(),
                metadataLocation(),
                snapshot == null ? PinnedTable.NO_SNAPSHOT : snapshot.snapshotId());
    }

    public Table table() {
        return new BaseTable(this, "shadow");
    }

    String metadataLocation() {
        return current.metadataFileLocation();
    }

    private TableMetadata store(TableMetadata metadata) {
        String location = metadataFileLocation(UUID.randomUUID() + ".metadata.json");
        TableMetadataParser.write(metadata, io.newOutputFile(location));
        return TableMetadataParser.read(io, location);
    }

    @Override
    public TableMetadata current() {
        return current;
    }

    @Override
    public TableMetadata refresh() {
        return current;
    }

    @Override
    public void commit(TableMetadata base, TableMetadata changed) {
        if (base != current) {
            throw new CommitFailedException("The shadow table at %s was changed by another", directory);
        }
        current = store(changed);
    }

    @Override
    public FileIO io() {
        return io;
    }

    @Override
    public String metadataFileLocation(String fileName) {
        return directory + "/metadata/" + fileName;
    }

    @Override
    public LocationProvider locationProvider() {
        return LocationProviders.locationsFor(directory, java.util.Map.of());
    }
}

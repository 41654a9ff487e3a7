package io.godwit.planner.write;

import java.util.function.UnaryOperator;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * A table that somebody writes to, as it is or as it shall be. What others commit until the write does is kept (Iceberg's own
 * replacement forgets such snapshots and tags), unless files written for the columns of before no longer fit.
 */
final class TargetOperations implements TableOperations {
    private final TableOperations table;
    private final UnaryOperator<TableMetadata> change;
    private TableMetadata found;
    private TableMetadata changed;

    private TargetOperations(TableOperations table, UnaryOperator<TableMetadata> change) {
        this.table = table;
        this.change = change;
        this.found = table.current();
        this.changed = change.apply(found);
    }

    /** The table as it is. */
    static Table of(Table table) {
        return changed(table, UnaryOperator.identity());
    }

    /** The table as {@code change} makes it, which is committed together with the first commit to it. */
    static Table changed(Table table, UnaryOperator<TableMetadata> change) {
        TableOperations operations = ((HasTableOperations) table).operations();
        return new BaseTable(new TargetOperations(operations, change), table.name());
    }

    @Override
    public TableMetadata current() {
        return changed;
    }

    @Override
    public TableMetadata refresh() {
        TableMetadata now = table.refresh();
        if (now != found) {
            TableMetadata next = change.apply(now);
            if (!takesTheSameFiles(changed, next)) {
                throw new ColumnsChangedException();
            }
            found = now;
            changed = next;
        }
        return changed;
    }

    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
        table.commit(found, metadata);
    }

    /** Whether files that were written for one state of a table can be added to the other. */
    static boolean takesTheSameFiles(TableMetadata one, TableMetadata other) {
        return one.schema().sameSchema(other.schema())
                && one.spec().equals(other.spec())
                && one.location().equals(other.location());
    }

    @Override
    public FileIO io() {
        return table.io();
    }

    @Override
    public EncryptionManager encryption() {
        return table.encryption();
    }

    @Override
    public String metadataFileLocation(String fileName) {
        return table.metadataFileLocation(fileName);
    }

    @Override
    public LocationProvider locationProvider() {
        return table.locationProvider();
    }

    @Override
    public long newSnapshotId() {
        return table.newSnapshotId();
    }
}

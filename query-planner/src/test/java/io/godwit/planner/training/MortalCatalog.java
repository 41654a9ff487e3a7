package io.godwit.planner.training;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.jdbc.JdbcCatalog;

/**
 * A catalog during whose changes the process dies: every commit and every drop is a moment just before
 * which it may die, all that went before it done. Iceberg makes it by name, so the countdown is shared.
 */
public final class MortalCatalog extends JdbcCatalog {
    private static final int FOREVER = Integer.MAX_VALUE;
    private static final AtomicInteger MOMENTS_LEFT = new AtomicInteger(FOREVER);

    /** What no code of ours catches, as it cannot catch a kill. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    static void dieAfter(int moments) {
        MOMENTS_LEFT.set(moments);
    }

    static void live() {
        MOMENTS_LEFT.set(FOREVER);
    }

    private static void moment() {
        if (MOMENTS_LEFT.get() != FOREVER && MOMENTS_LEFT.getAndDecrement() <= 0) {
            throw new Killed();
        }
    }

    @Override
    protected TableOperations newTableOps(TableIdentifier identifier) {
        return new MortalOperations(super.newTableOps(identifier));
    }

    @Override
    public boolean dropTable(TableIdentifier identifier, boolean purge) {
        moment();
        return super.dropTable(identifier, purge);
    }

    private record MortalOperations(TableOperations operations) implements TableOperations {
        @Override
        public TableMetadata current() {
            return operations.current();
        }

        @Override
        public TableMetadata refresh() {
            return operations.refresh();
        }

        @Override
        public void commit(TableMetadata base, TableMetadata metadata) {
            moment();
            operations.commit(base, metadata);
        }

        @Override
        public FileIO io() {
            return operations.io();
        }

        @Override
        public EncryptionManager encryption() {
            return operations.encryption();
        }

        @Override
        public String metadataFileLocation(String fileName) {
            return operations.metadataFileLocation(fileName);
        }

        @Override
        public LocationProvider locationProvider() {
            return operations.locationProvider();
        }

        @Override
        public TableOperations temp(TableMetadata uncommitted) {
            return operations.temp(uncommitted);
        }
    }
}

package io.godwit.planner.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.apache.iceberg.BaseMetastoreTableOperations;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.FileIO;

/**
 * The tables of a catalog as they are now. The catalog is asked each time, but where it answers with the place of a metadata
 * file, the file is read only if it is another one than before. Safe for use by many threads.
 */
final class LoadedTables {
    private static final long MOST = 1_000;

    /** So many statements may look at one table at once without reading its metadata file again. */
    private static final int MOST_AT_ONCE = 4;

    private final Catalog catalog;
    private final Cache<TableIdentifier, BlockingQueue<TableOperations>> known =
            Caffeine.newBuilder().maximumSize(MOST).build();

    LoadedTables(Catalog catalog) {
        this.catalog = catalog;
    }

    /** A table's present metadata, and the access to its files. */
    record Present(TableMetadata metadata, FileIO io) {}

    boolean exists(TableIdentifier identifier) {
        BlockingQueue<TableOperations> idle = known.getIfPresent(identifier);
        return idle != null && !idle.isEmpty() && isLoadable(identifier) || catalog.tableExists(identifier);
    }

    private boolean isLoadable(TableIdentifier identifier) {
        try {
            load(identifier);
            return true;
        } catch (NoSuchTableException e) {
            return false;
        }
    }

    /** @throws NoSuchTableException if there is none */
    Present load(TableIdentifier identifier) {
        BlockingQueue<TableOperations> idle = known.get(identifier, unknown -> new ArrayBlockingQueue<>(MOST_AT_ONCE));
        // Operations are not made for several threads, so whoever uses them takes them out.
        TableOperations operations = idle.poll();
        if (operations != null) {
            try {
                Present present = new Present(operations.refresh(), operations.io());
                idle.offer(operations);
                return present;
            } catch (RuntimeException e) {
                // Dropped, or another table of its name, or the catalog is away: loading it anew says which.
                idle.clear();
            }
        }
        return loadAnew(identifier, idle);
    }

    private Present loadAnew(TableIdentifier identifier, BlockingQueue<TableOperations> idle) {
        Table table = catalog.loadTable(identifier);
        if (!(table instanceof BaseTable base)) {
            throw new NoSuchTableException(
                    "%s is no table; what a table tells of itself is named as \"table$files\"", identifier);
        }
        TableOperations operations = base.operations();
        Present present = new Present(operations.current(), table.io());
        // Those of REST catalogs lend access to files that ends, and load all of a table to refresh it.
        if (operations instanceof BaseMetastoreTableOperations) {
            idle.offer(operations);
        }
        return present;
    }
}

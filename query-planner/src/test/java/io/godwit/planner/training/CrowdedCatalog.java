package io.godwit.planner.training;

import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** A catalog in which somebody else does something the moment before a table is dropped. Iceberg makes it by name. */
public final class CrowdedCatalog extends JdbcCatalog {
    private static final Runnable NOTHING = () -> {};

    private static volatile Runnable other = NOTHING;

    public static void beforeTheNextDrop(Runnable what) {
        other = what;
    }

    @Override
    public boolean dropTable(TableIdentifier identifier, boolean purge) {
        Runnable now = other;
        other = NOTHING;
        now.run();
        return super.dropTable(identifier, purge);
    }
}

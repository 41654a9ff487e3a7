package io.godwit.planner.training.registry;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * What is left of versions that are UNDONE or PURGED, by one look at all tables and files of datasets: a lake in which
 * thousands of versions were purged does not ask for the files of each at every start.
 */
final class Leftovers {
    private final DatasetLake lake;
    private final Set<String> tables;
    private final Optional<Set<String>> files;

    private Leftovers(DatasetLake lake, Set<String> tables, Optional<Set<String>> files) {
        this.lake = lake;
        this.tables = tables;
        this.files = files;
    }

    static Leftovers of(DatasetLake lake) {
        Set<String> tables =
                lake.rowTables().stream().map(TableIdentifier::toString).collect(Collectors.toSet());
        return new Leftovers(lake, tables, lake.filesBeside());
    }

    void clean(Manifest gone) {
        if (files.isEmpty() || hasTable(gone) || hasFile(gone, files.get())) {
            lake.clean(gone);
        }
    }

    private boolean hasTable(Manifest gone) {
        return tables.contains(DatasetLake.originalTable(gone).toString())
                || gone.materialized() != null
                        && tables.contains(gone.materialized().identifier())
                || gone.rebuilt() != null
                        && gone.rebuilt().materialized() != null
                        && tables.contains(gone.rebuilt().materialized().identifier());
    }

    private boolean hasFile(Manifest gone, Set<String> there) {
        String rebuilt = gone.rebuilt() == null ? null : gone.rebuilt().directory();
        return there.contains(DatasetLake.rowHashName(gone))
                || there.contains(DatasetLake.statisticsName(gone))
                || there.contains(DatasetLake.incrementName(gone))
                || rebuilt != null && there.contains(besideRegistry(rebuilt))
                || gone.labelFrames().stream().anyMatch(frame -> there.contains(besideRegistry(frame.location())));
    }

    /** The last two names of a location. */
    private static String besideRegistry(String location) {
        int last = location.lastIndexOf('/');
        return last < 0 ? location : location.substring(location.lastIndexOf('/', last - 1) + 1);
    }
}

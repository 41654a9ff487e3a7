package io.godwit.planner.training.create;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.Pins;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.ColumnStatistics;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.rel.Growth;
import io.godwit.planner.training.registry.Manifest;
import io.godwit.planner.training.source.FileDelta;
import io.godwit.planner.training.source.ShadowTable;
import io.godwit.planner.training.statement.DatasetQuery;
import io.godwit.planner.training.statement.DatasetQuery.TableRead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * Whether a version can be made of an earlier one and of what came since, and how. It can if one table at most gave the result
 * new rows, if what came to the others cannot have changed old rows, and if nothing was deleted, updated or rewritten.
 * Manifests and statistics decide; no data is read but label frames.
 */
final class Increment {
    private static final Pattern PRESENT =
            Pattern.compile("(?i)\\b(current_timestamp|current_date|current_time|localtimestamp|localtime|now)\\b");

    private final Catalogs catalogs;
    private final Manifest base;
    private final DatasetQuery query;
    private final String directory;

    /** @param directory for metadata of tables reduced to what came */
    Increment(Catalogs catalogs, Manifest base, DatasetQuery query, String directory) {
        this.catalogs = catalogs;
        this.base = base;
        this.query = query;
        this.directory = directory;
    }

    /**
     * @param pins to run the query with for the new rows; null when there are none, or when {@code reason} is given
     * @param reason why the query must run for all rows; null when it need not
     */
    record Decision(@Nullable List<Pins.Pin> pins, @Nullable String reason) {
        static Decision full(String reason) {
            return new Decision(null, reason);
        }
    }

    /** A table of which nothing but files were added to. */
    private record Grown(TableRead read, FileDelta delta) {}

    Decision decide(ExecutionContext context) {
        if (base.semanticsVersion() != Manifest.SEMANTICS_VERSION) {
            return Decision.full("the same query means something else since");
        } else if (base.materialized() == null && base.dropped()) {
            return Decision.full("the rows of version %d were dropped".formatted(base.version()));
        } else if (PRESENT.matcher(query.canonicalSql()).find()) {
            return Decision.full("the query asks for the present time");
        } else if (!base.datasetsRead().isEmpty()) {
            return Decision.full("the query reads another training dataset");
        }
        List<Grown> grown = new ArrayList<>();
        for (TableRead read : query.tables()) {
            String reason = look(read, grown);
            if (reason != null) {
                return Decision.full(reason);
            }
        }
        return decide(context, grown);
    }

    /** Adds the table to {@code grown} if it has; says why it stands in the way if it does. */
    private @Nullable String look(TableRead read, List<Grown> grown) {
        PinnedTable table = read.table();
        Manifest.SourceTable before = before(table);
        if (before == null || !before.uuid().equals(table.table().uuid().toString())) {
            return "%s is another table than the one version %d read".formatted(table.name(), base.version());
        } else if (before.snapshotId() == table.snapshotId()) {
            return null;
        } else if (before.hasSnapshot() && table.table().snapshot(before.snapshotId()) == null) {
            return "snapshot %d of %s has expired".formatted(before.snapshotId(), table.name());
        }
        FileDelta delta = FileDelta.between(table.table(), before.snapshotId(), table.snapshotId());
        if (!delta.onlyAdds()) {
            return "rows of %s were deleted, updated or rewritten".formatted(table.name());
        }
        if (!delta.added().isEmpty()) {
            grown.add(new Grown(read, delta));
        }
        return null;
    }

    private Manifest.@Nullable SourceTable before(PinnedTable table) {
        return base.tables().stream()
                .filter(source -> source.catalog().equals(table.name().catalog())
                        && source.identifier().equals(table.name().identifier().toString())
                        && source.version().equals(table.version().text()))
                .findFirst()
                .orElse(null);
    }

    private Decision decide(ExecutionContext context, List<Grown> grown) {
        Pins.Pin whole = null;
        Pins.Pin reduced = null;
        for (Grown each : grown) {
            Pins.Pin added = onlyAdded(each);
            if (isTooYoung(context, each.read().growth(), catalogs.pin(added))) {
                continue;
            } else if (!each.read().growth().addsRows()) {
                return Decision.full("what came to %s may have changed rows of version %d"
                        .formatted(each.read().table().name(), base.version()));
            } else if (whole != null) {
                return Decision.full("more than one table that gives rows has grown");
            }
            whole = each.read().table().pin();
            reduced = added;
        }
        if (whole == null || reduced == null) {
            return new Decision(null, null);
        }
        List<Pins.Pin> pins = new ArrayList<>();
        for (Pins.Pin pin : query.plan().pins().tables()) {
            pins.add(pin.equals(whole) ? reduced : pin);
        }
        return new Decision(pins, null);
    }

    private Pins.Pin onlyAdded(Grown grown) {
        PinnedTable table = grown.read().table();
        ShadowTable shadow = ShadowTable.of(table.table(), table.snapshotId(), table.schema(), directory);
        shadow.remove(grown.delta().kept());
        return shadow.pin(table.pin());
    }

    /** Whether none of the rows that came can be a match of a label that was there. */
    private boolean isTooYoung(ExecutionContext context, Growth growth, PinnedTable added) {
        return growth.guards().stream().anyMatch(guard -> {
            NestedField column = added.schema().findField(guard.column());
            Long youngestLabel = column == null
                    ? null
                    : new LabelTimes(catalogs, base, query).greatest(context, guard.label(), column.type());
            Long oldest = column == null ? null : least(added, column);
            if (oldest == null || youngestLabel == null) {
                return false;
            }
            long bound = LabelTimes.plusNanos(youngestLabel, guard.offsetNanos(), column.type());
            return guard.isStrict() ? oldest >= bound : oldest > bound;
        });
    }

    private static @Nullable Long least(PinnedTable table, NestedField column) {
        ColumnStatistics statistics = table.statistics().column(column.fieldId());
        return Optional.ofNullable(statistics)
                .map(ColumnStatistics::min)
                .filter(Number.class::isInstance)
                .map(value -> ((Number) value).longValue())
                .orElse(null);
    }
}

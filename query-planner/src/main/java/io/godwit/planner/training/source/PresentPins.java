package io.godwit.planner.training.source;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.Pins;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.catalog.TableVersion;
import io.godwit.planner.training.registry.Manifest;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * What the pins of a version become when its query is to run over the tables as they are. Tables and branches move on; a
 * snapshot, an instant, a view's text and a version of another dataset stay what they were.
 *
 * @param pins to run the query with
 * @param bound those that moved, as they stand among the pins of the statement that reads the rows, so that it can be
 *     replayed. They are marked with the version they belong to: the statement may read such a table itself, later
 */
public record PresentPins(List<Pins.Pin> pins, List<Pins.Pin> bound) {
    /**
     * Columns that were renamed keep the names they had in the version.
     *
     * @param directory where to say so
     * @param known the pins of a statement that is replayed, or null when it is planned for the first time
     */
    public static PresentPins of(Catalogs catalogs, Manifest manifest, String directory, @Nullable Pins known) {
        String mark = "in " + manifest.fullName() + ": ";
        List<Pins.Pin> pins = new ArrayList<>();
        List<Pins.Pin> bound = new ArrayList<>();
        for (Pins.Pin pin : manifest.query().pins()) {
            Manifest.SourceTable source = source(manifest, pin);
            if (source == null || !moves(pin)) {
                pins.add(pin);
                continue;
            }
            Pins.Pin moved = known == null
                    ? new FormerNames(source).pin(present(catalogs, pin), directory)
                    : find(known, pin, mark);
            pins.add(moved);
            bound.add(withVersion(moved, mark + moved.version()));
        }
        return new PresentPins(pins, bound);
    }

    private static Manifest.@Nullable SourceTable source(Manifest manifest, Pins.Pin pin) {
        return manifest.tables().stream()
                .filter(table -> table.asPin().equals(pin))
                .findFirst()
                .orElse(null);
    }

    private static boolean moves(Pins.Pin pin) {
        TableVersion version = TableVersion.parse(pin.version());
        return version == TableVersion.CURRENT || version instanceof TableVersion.Ref;
    }

    /** Whether a table has renamed a column that the version reads. */
    public boolean isRenamed(String directory) {
        return pins.stream().anyMatch(pin -> pin.metadataLocation().startsWith(directory + "/"));
    }

    private static PinnedTable present(Catalogs catalogs, Pins.Pin pin) {
        TableName name = new TableName(pin.catalog(), TableIdentifier.parse(pin.identifier()));
        return catalogs.pin(name, TableVersion.parse(pin.version()));
    }

    private static Pins.Pin find(Pins known, Pins.Pin pin, String mark) {
        return known.tables().stream()
                .filter(each -> each.catalog().equals(pin.catalog())
                        && each.identifier().equals(pin.identifier())
                        && each.version().equals(mark + pin.version()))
                .map(each -> withVersion(each, pin.version()))
                .findFirst()
                .orElseThrow(() -> new GodwitException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The statement reads %s.%s, which its pins do not name"
                                .formatted(pin.catalog(), pin.identifier())));
    }

    private static Pins.Pin withVersion(Pins.Pin pin, String version) {
        return new Pins.Pin(pin.catalog(), pin.identifier(), version, pin.metadataLocation(), pin.snapshotId());
    }
}

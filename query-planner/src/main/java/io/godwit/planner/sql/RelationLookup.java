package io.godwit.planner.sql;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.Pins;
import io.godwit.planner.StatementContext;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.catalog.PinnedView;
import io.godwit.planner.catalog.TableVersion;
import io.godwit.planner.rel.Relation;
import io.godwit.planner.temporary.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds what a name in a statement means: a frame of the session first, then a table or view of a catalog. With pins at
 * hand it binds to those; a name they do not know is an error, not a look at the present.
 */
final class RelationLookup {
    /** The schema under which frames appear in a bound statement. */
    static final String SESSION_SCHEMA = "temp";

    /** What a name means, and the path that stands for it from here on. */
    record Found(List<String> path, Meaning meaning) {}

    /** A table to read, or a view to expand. */
    sealed interface Meaning {
        record Table(Relation relation) implements Meaning {}

        record View(PinnedView view) implements Meaning {}
    }

    private final Catalogs catalogs;
    private final StatementContext context;

    RelationLookup(Catalogs catalogs, StatementContext context) {
        this.catalogs = catalogs;
        this.context = context;
    }

    /** @param namespace where unqualified names are looked up */
    Found find(List<String> names, TableVersion version, String catalog, List<String> namespace) {
        Optional<Frame> frame = frame(names);
        if (frame.isPresent()) {
            return uploaded(frame.get(), version);
        }
        Pins pins = context.pins();
        return pins == null
                ? current(names, version, catalog, namespace)
                : pinned(pins, names, version, catalog, namespace);
    }

    private Optional<Frame> frame(List<String> names) {
        boolean mayBeFrame =
                names.size() == 1 || (names.size() == 2 && names.get(0).equalsIgnoreCase(SESSION_SCHEMA));
        return mayBeFrame ? context.temporaryTables().find(names.get(names.size() - 1)) : Optional.empty();
    }

    private static Found uploaded(Frame frame, TableVersion version) {
        if (version != TableVersion.CURRENT) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "%s is an uploaded frame, which has no versions; leave out FOR … AS OF".formatted(frame.name()));
        }
        return new Found(List.of(SESSION_SCHEMA, frame.name()), new Meaning.Table(new Relation.Uploaded(frame)));
    }

    private Found current(List<String> names, TableVersion version, String catalog, List<String> namespace) {
        Catalogs.ResolvedName resolved = catalogs.resolve(names, catalog, namespace)
                .orElseThrow(() -> catalogs.notFound(names, catalog, namespace));
        if (resolved.isView()) {
            return view(catalogs.pinView(resolved.name()), version);
        }
        return table(catalogs.pin(resolved.name(), version));
    }

    private Found pinned(Pins pins, List<String> names, TableVersion version, String catalog, List<String> namespace) {
        Pins.Pin pin = pins.tables().stream()
                .filter(candidate -> candidate.version().equals(version.text()))
                .filter(candidate -> matches(candidate, names, catalog, namespace))
                .findFirst()
                .orElseThrow(() -> new GodwitException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The statement reads %s, which its pins do not name".formatted(String.join(".", names))));
        boolean isView = pin.snapshotId() == PinnedTable.NO_SNAPSHOT
                && catalogs.resolve(names, catalog, namespace)
                        .map(Catalogs.ResolvedName::isView)
                        .orElse(false);
        return isView ? view(catalogs.pinView(pin), version) : table(catalogs.pin(pin));
    }

    private static boolean matches(Pins.Pin pin, List<String> names, String catalog, List<String> namespace) {
        String full = pin.catalog() + "." + pin.identifier();
        List<String> fromNamespace = new ArrayList<>(namespace);
        fromNamespace.addAll(names);
        return full.equalsIgnoreCase(catalog + "." + String.join(".", names.size() == 1 ? fromNamespace : names))
                || full.equalsIgnoreCase(String.join(".", names));
    }

    private static Found table(PinnedTable table) {
        List<String> path = new ArrayList<>();
        path.add(table.name().catalog());
        path.addAll(List.of(table.name().identifier().namespace().levels()));
        String version = table.version().text();
        path.add(table.name().identifier().name() + (version.isEmpty() ? "" : " FOR " + version));
        return new Found(path, new Meaning.Table(Relation.Pinned.of(table)));
    }

    private static Found view(PinnedView view, TableVersion version) {
        if (version != TableVersion.CURRENT) {
            throw new GodwitException(
                    ErrorCode.UNSUPPORTED,
                    "%s is a view; time travel works on tables, so put FOR … AS OF into a query of the tables it reads"
                            .formatted(view.name()));
        }
        return new Found(List.of(), new Meaning.View(view));
    }
}

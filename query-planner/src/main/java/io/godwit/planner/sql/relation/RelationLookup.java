package io.godwit.planner.sql.relation;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.Pins;
import io.godwit.planner.StatementContext;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.catalog.PinnedView;
import io.godwit.planner.catalog.TableVersion;
import io.godwit.planner.rel.Relation;
import io.godwit.planner.scan.TableScan;
import io.godwit.planner.scan.metadata.MetadataTable;
import io.godwit.planner.temporary.Frame;
import io.godwit.planner.training.TrainingDatasets;
import io.godwit.planner.training.registry.DatasetPin;
import io.godwit.planner.training.statement.DatasetRows;
import io.godwit.planner.training.statement.MadeNumbers;
import io.godwit.planner.training.statement.QueryRunner;
import io.godwit.planner.training.statement.TrainingStatement;
import io.godwit.planner.training.statement.TrainingStatement.DatasetVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds what a name in a statement means: a frame of the session, a training dataset, a system table, then a table or view
 * of a catalog, or what such a table tells of itself ({@code "t$snapshots"}). With pins at hand it binds to those; a table
 * they do not know is an error, not a look at the present.
 */
public final class RelationLookup {
    /** The schema under which frames appear in a bound statement. */
    public static final String SESSION_SCHEMA = "temp";

    /**
     * What a name means.
     *
     * @param path what stands for it from here on
     * @param pins what it binds the statement to
     */
    record Found(List<String> path, Meaning meaning, List<Pins.Pin> pins) {
        /** Equal to that of another only if both have the same rows; empty for what is made anew each time. */
        Optional<Object> identity() {
            if (meaning instanceof Meaning.Table table && table.relation() instanceof Relation.Uploaded uploaded) {
                return Optional.of(uploaded.frame());
            }
            boolean isComputed =
                    meaning instanceof Meaning.Table table && table.relation() instanceof Relation.Computed;
            return isComputed ? Optional.empty() : Optional.of(pins);
        }
    }

    /** A table to read, or a view to expand. */
    sealed interface Meaning {
        record Table(Relation relation) implements Meaning {}

        record View(PinnedView view) implements Meaning {}
    }

    private final Catalogs catalogs;
    private final TrainingDatasets datasets;
    private final QueryRunner runner;
    private final InformationSchema information;
    private final ExecutionContext execution;
    private final StatementContext context;

    public RelationLookup(
            Catalogs catalogs,
            TrainingDatasets datasets,
            QueryRunner runner,
            InformationSchema information,
            ExecutionContext execution,
            StatementContext context) {
        this.catalogs = catalogs;
        this.datasets = datasets;
        this.runner = runner;
        this.information = information;
        this.execution = execution;
        this.context = context;
    }

    public Found find(TableReference reference) {
        execution.cancellation().check();
        return find(reference.names(), reference.version(), reference.catalog(), reference.namespace());
    }

    private Found find(List<String> names, TableVersion version, String catalog, List<String> namespace) {
        Optional<Frame> frame = frame(names);
        if (frame.isPresent()) {
            return uploaded(frame.get(), version);
        }
        String last = names.get(names.size() - 1);
        if (isIn(TrainingStatement.SCHEMA, names)) {
            return dataset(new DatasetVersion(last, version));
        } else if (isIn(InformationSchema.NAME, names)) {
            return computed(InformationSchema.NAME, last, information.relation(last, context), List.of());
        }
        int dollar = ReservedNames.metadataSign(last);
        if (dollar > 0) {
            return metadata(names, last.substring(0, dollar), last.substring(dollar + 1), version, catalog, namespace);
        }
        return catalogRelation(names, version, catalog, namespace);
    }

    private Found catalogRelation(List<String> names, TableVersion version, String catalog, List<String> namespace) {
        Pins pins = context.pins();
        return pins == null
                ? current(names, version, catalog, namespace)
                : pinned(pins, names, version, catalog, namespace);
    }

    private static boolean isIn(String schema, List<String> names) {
        return names.size() > 1 && names.get(names.size() - 2).equalsIgnoreCase(schema);
    }

    private Optional<Frame> frame(List<String> names) {
        boolean mayBeFrame = names.size() == 1 || isIn(SESSION_SCHEMA, names);
        return mayBeFrame ? context.temporaryTables().find(names.get(names.size() - 1)) : Optional.empty();
    }

    private static Found uploaded(Frame frame, TableVersion version) {
        if (version != TableVersion.CURRENT) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "%s is an uploaded frame, which has no versions; leave out FOR … AS OF".formatted(frame.name()));
        }
        return computed(SESSION_SCHEMA, frame.name(), new Relation.Uploaded(frame), List.of());
    }

    private static Found computed(String schema, String name, Relation relation, List<Pins.Pin> pins) {
        return new Found(List.of(schema, name), new Meaning.Table(relation), pins);
    }

    private Found dataset(DatasetVersion version) {
        DatasetPin pin = datasets.pin(version, context);
        DatasetRows rows = datasets.rows(execution, pin.resolved(), context);
        String name = version.dataset() + describe(version.version());
        List<Pins.Pin> pins = new ArrayList<>(List.of(pin.asPin()));
        if (rows instanceof DatasetRows.Materialized materialized) {
            PinnedTable table = catalogs.pin(materialized.table());
            checkPinned(version, table);
            if (!MadeNumbers.areStoredWider(TableScan.of(table).schema(), rows.schema())) {
                return computed(
                        TrainingStatement.SCHEMA, name, Relation.Pinned.of(table), List.of(pin.asPin(), table.pin()));
            }
            pins.add(table.pin());
        }
        String full = TrainingStatement.SCHEMA + "." + name;
        pins.addAll(rows.bound());
        Relation relation = Relation.Computed.whole(full, rows.schema(), true, run -> rows.open(run, runner, catalogs));
        return computed(TrainingStatement.SCHEMA, name, relation, pins);
    }

    /** Rows that were rebuilt into another table may come in another order, which a ticket rules out. */
    private void checkPinned(DatasetVersion version, PinnedTable table) {
        Pins pins = context.pins();
        if (pins != null && !pins.tables().contains(table.pin())) {
            throw new GodwitException(
                    ErrorCode.FAILED_PRECONDITION,
                    "The rows of training dataset %s were rebuilt since the statement was planned; run it again"
                            .formatted(version.dataset()));
        }
    }

    private Found metadata(
            List<String> names,
            String table,
            String kind,
            TableVersion version,
            String catalog,
            List<String> namespace) {
        List<String> tableNames = new ArrayList<>(names);
        tableNames.set(names.size() - 1, table);
        Found found = catalogRelation(tableNames, version, catalog, namespace);
        if (found.meaning() instanceof Meaning.Table meaning && meaning.relation() instanceof Relation.Pinned pinned) {
            MetadataTable metadata = MetadataTable.of(pinned.table(), kind);
            String name = pinned.table().name() + "$" + kind;
            List<String> path = new ArrayList<>(found.path());
            path.add("$" + kind);
            Relation relation = Relation.Computed.whole(name, metadata.schema(), false, metadata::open);
            return new Found(path, new Meaning.Table(relation), found.pins());
        }
        throw new GodwitException(
                ErrorCode.INVALID_ARGUMENT,
                "%s is no Iceberg table, so it has no metadata tables".formatted(String.join(".", tableNames)));
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
        Optional<PinnedView> view =
                pin.snapshotId() == PinnedTable.NO_SNAPSHOT ? catalogs.pinView(pin) : Optional.empty();
        return view.map(found -> view(found, version)).orElseGet(() -> table(catalogs.pin(pin)));
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
        path.add(table.name().identifier().name() + describe(table.version()));
        return new Found(path, new Meaning.Table(Relation.Pinned.of(table)), List.of(table.pin()));
    }

    private static String describe(TableVersion version) {
        return version == TableVersion.CURRENT ? "" : " FOR " + version.text();
    }

    private static Found view(PinnedView view, TableVersion version) {
        if (version != TableVersion.CURRENT) {
            throw new GodwitException(
                    ErrorCode.UNSUPPORTED,
                    "%s is a view; time travel works on tables, so put FOR … AS OF into a query of the tables it reads"
                            .formatted(view.name()));
        }
        return new Found(List.of(), new Meaning.View(view), List.of(view.pin()));
    }
}

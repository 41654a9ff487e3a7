package io.godwit.planner;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.catalog.PinnedView;
import io.godwit.planner.catalog.Quoted;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.operator.RowTable;
import io.godwit.planner.sql.relation.ReservedNames;
import io.godwit.planner.sql.text.Statement;
import io.godwit.planner.write.ViewWriter;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.view.SQLViewRepresentation;

/** Creates, drops and shows Iceberg views. A view's SQL is planned when it is created, so that it can be read. */
final class Views {
    private static final String DIALECT = "godwit";
    private static final Schema RECEIPT = new Schema(List.of(RowTable.text("view"), RowTable.text("outcome")));
    private static final Schema TEXT =
            new Schema(List.of(RowTable.text("view"), RowTable.text("dialect"), RowTable.text("sql")));

    private final Catalogs catalogs;
    private final QueryPlanning queries;

    Views(Catalogs catalogs, QueryPlanning queries) {
        this.catalogs = catalogs;
        this.queries = queries;
    }

    PreparedQuery create(
            ExecutionContext context, String sql, Statement.CreateView create, StatementContext statement) {
        TableName name = target(create.name(), statement);
        ReservedNames.refuse(name);
        PlannedQuery planned = queries.plan(context, create.query(), statement);
        refuseWhatCannotLast(name, planned);
        String text = text(create, planned);
        PlannedQuery named =
                create.columns().isEmpty() ? planned : queries.plan(context, Statement.Query.of(text), statement);
        ViewWriter.Definition definition = new ViewWriter.Definition(
                name, text, DIALECT, named.schema(), statement.catalog(), statement.namespace(), create.comment());
        return receipt(
                sql,
                name,
                planned.pins(),
                () -> new ViewWriter(catalogs).create(definition, create.orReplace(), create.ifNotExists()));
    }

    private static void refuseWhatCannotLast(TableName name, PlannedQuery planned) {
        if (!planned.parameterSchema().getFields().isEmpty()) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT, "A view cannot have parameters; write their values into its query");
        } else if (!planned.pins().frameIds().isEmpty()) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A view cannot read an uploaded frame, which ends with its session; ingest it as a table first");
        }
        boolean readsItself = planned.pins().tables().stream()
                .anyMatch(pin -> pin.snapshotId() == PinnedTable.NO_SNAPSHOT
                        && pin.catalog().equals(name.catalog())
                        && pin.identifier().equals(name.identifier().toString()));
        if (readsItself) {
            throw new GodwitException(ErrorCode.INVALID_ARGUMENT, "View " + name + " would read itself");
        }
    }

    private static String text(Statement.CreateView create, PlannedQuery planned) {
        String query =
                create.query().text().from(create.query().start()).strip().replaceAll(";\\s*$", "");
        if (create.columns().isEmpty()) {
            return query;
        }
        int columns = planned.schema().getFields().size();
        if (create.columns().size() != columns) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The view names %d columns, and its query has %d"
                            .formatted(create.columns().size(), columns));
        }
        String names = create.columns().stream().map(Quoted::name).collect(Collectors.joining(", "));
        return "SELECT * FROM (%s) AS v (%s)".formatted(query, names);
    }

    PreparedQuery drop(String sql, Statement.DropView drop, StatementContext statement, Pins pins) {
        TableName name = found(drop.name(), statement, drop.ifExists());
        return receipt(sql, name, pins, () -> new ViewWriter(catalogs).drop(name, drop.ifExists()));
    }

    PreparedQuery show(String sql, List<String> name, StatementContext statement, Pins pins) {
        PinnedView view = catalogs.pinView(found(name, statement, false));
        RowTable rows = new RowTable(TEXT);
        view.version().representations().forEach(representation -> {
            if (representation instanceof SQLViewRepresentation text) {
                rows.add(view.name().toString(), text.dialect(), text.sql());
            }
        });
        return new ComputedQuery(
                sql,
                TEXT,
                ComputedQuery.NO_PARAMETERS,
                false,
                pins,
                "Answered without a plan",
                (run, parameters) -> rows.stream(run));
    }

    private static PreparedQuery receipt(
            String sql, TableName name, Pins pins, java.util.function.Supplier<ViewWriter.Outcome> work) {
        return new ComputedQuery(
                sql,
                RECEIPT,
                ComputedQuery.NO_PARAMETERS,
                true,
                pins,
                "View " + name,
                (run, parameters) -> rows(run, name, work.get()));
    }

    private static BatchStream rows(ExecutionContext context, TableName name, ViewWriter.Outcome outcome) {
        return new RowTable(RECEIPT).add(name.toString(), outcome.name()).stream(context);
    }

    /** The view that is there, or the name it would have. */
    private TableName found(List<String> parts, StatementContext statement, boolean mayBeMissing) {
        Catalogs.ResolvedName resolved = catalogs.resolve(parts, statement.catalog(), statement.namespace())
                .orElse(null);
        if (resolved == null && mayBeMissing) {
            return target(parts, statement);
        } else if (resolved == null) {
            throw catalogs.notFound(parts, statement.catalog(), statement.namespace());
        } else if (!resolved.isView()) {
            throw new GodwitException(ErrorCode.INVALID_ARGUMENT, resolved.name() + " is a table and not a view");
        }
        return resolved.name();
    }

    private TableName target(List<String> parts, StatementContext statement) {
        String last = parts.get(parts.size() - 1);
        List<String> namespace = parts.size() == 1 ? statement.namespace() : parts.subList(0, parts.size() - 1);
        String catalog = statement.catalog();
        boolean namesCatalog = parts.size() > 2 && catalogs.names().contains(parts.get(0));
        if (namesCatalog) {
            catalog = parts.get(0);
            namespace = namespace.subList(1, namespace.size());
        }
        if (namespace.isEmpty()) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT, "Write the view's schema before its name, as schema." + last);
        }
        return TableName.of(catalog, namespace, last);
    }
}

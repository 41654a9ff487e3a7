package io.godwit.planner;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.NearestName;
import io.godwit.planner.operator.RowTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A statement that changes options of the session it is sent in, and answers with what it set. Whoever keeps the session
 * makes the change.
 */
record SessionCommand(String sql, Map<String, String> sessionChanges, Pins pins) implements PreparedQuery {
    private static final String TIME_ZONE = "time_zone";
    static final Schema OPTIONS = new Schema(List.of(RowTable.text("option"), RowTable.text("value")));

    static PreparedQuery set(
            String sql, String name, String value, MetadataView view, StatementContext statement, Pins pins) {
        return new SessionCommand(sql, DefaultNames.of(Map.of(option(name), value), view, statement), pins);
    }

    /** PostgreSQL's names for the same options are understood. */
    static String option(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "timezone" -> TIME_ZONE;
            case "search_path" -> DefaultNames.SCHEMA;
            default -> lower;
        };
    }

    /** {@code USE a}: a schema of the catalog, else a catalog. {@code USE a.b}: a schema, else one of the catalog a. */
    static PreparedQuery use(String sql, List<String> names, MetadataView view, StatementContext statement, Pins pins) {
        String written = String.join(".", names);
        Optional<String> schema = DefaultNames.known(written, view.schemas(statement.catalog()));
        if (schema.isPresent()) {
            return new SessionCommand(sql, Map.of(DefaultNames.SCHEMA, schema.get()), pins);
        }
        Optional<String> catalog = DefaultNames.known(names.get(0), view.catalogs());
        String rest = String.join(".", names.subList(1, names.size()));
        if (catalog.isPresent() && rest.isEmpty()) {
            return new SessionCommand(sql, Map.of(DefaultNames.CATALOG, catalog.get(), DefaultNames.SCHEMA, ""), pins);
        }
        Optional<String> inCatalog = catalog.flatMap(name -> DefaultNames.known(rest, view.schemas(name)));
        if (inCatalog.isPresent()) {
            return new SessionCommand(
                    sql, Map.of(DefaultNames.CATALOG, catalog.get(), DefaultNames.SCHEMA, inCatalog.get()), pins);
        }
        List<String> candidates = new ArrayList<>(view.schemas(statement.catalog()));
        candidates.addAll(view.catalogs());
        throw new GodwitException(
                ErrorCode.NOT_FOUND,
                "There is no schema or catalog " + written + NearestName.hint(written, candidates));
    }

    /** What {@code SHOW} answers: one option, or all of them. */
    static RowTable values(StatementContext statement, @org.jspecify.annotations.Nullable String name) {
        Map<String, String> all = new TreeMap<>(statement.options());
        all.put(DefaultNames.CATALOG, statement.catalog());
        all.put(DefaultNames.SCHEMA, String.join(".", statement.namespace()));
        all.put(TIME_ZONE, statement.zone().getId());
        RowTable rows = new RowTable(OPTIONS);
        all.forEach((option, value) -> {
            if (name == null || option(name).equals(option)) {
                rows.add(option, value);
            }
        });
        return rows;
    }

    @Override
    public Schema schema() {
        return OPTIONS;
    }

    @Override
    public Schema parameterSchema() {
        return ComputedQuery.NO_PARAMETERS;
    }

    @Override
    public boolean hasEffects() {
        return true;
    }

    @Override
    public boolean isReplayable() {
        return false;
    }

    @Override
    public long estimatedRows() {
        return sessionChanges.size();
    }

    @Override
    public String explain() {
        return "Set " + sessionChanges;
    }

    @Override
    public BatchStream execute(ExecutionContext context, Parameters parameters) {
        RowTable rows = new RowTable(OPTIONS);
        new TreeMap<>(sessionChanges).forEach(rows::add);
        return rows.stream(context);
    }
}

package io.godwit.planner;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.NearestName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The catalog and the schema of names that are written without: options of a session, chosen among those there are. */
public final class DefaultNames {
    static final String CATALOG = "catalog";
    static final String SCHEMA = "schema";

    private DefaultNames() {}

    /**
     * The changes to a session's options, with catalog and schema as they are spelled where they are. Whoever changes to another
     * catalog and names no schema has none; an empty value takes an option back.
     *
     * @throws GodwitException NOT_FOUND with the nearest name if there is none
     */
    public static Map<String, String> of(Map<String, String> changes, MetadataView view, StatementContext statement) {
        Map<String, String> spelled = new TreeMap<>(changes);
        spelled.computeIfPresent(CATALOG, (option, name) -> name.isEmpty() ? name : catalog(name, view));
        String catalog = spelled.getOrDefault(CATALOG, "");
        String schemasOf = catalog.isEmpty() ? statement.catalog() : catalog;
        spelled.computeIfPresent(SCHEMA, (option, name) -> name.isEmpty() ? name : schema(name, schemasOf, view));
        if (spelled.containsKey(CATALOG) && !catalog.equals(statement.catalog())) {
            spelled.putIfAbsent(SCHEMA, "");
        }
        return spelled;
    }

    /** The name as it is spelled among {@code names}. */
    static Optional<String> known(String name, List<String> names) {
        return names.contains(name)
                ? Optional.of(name)
                : names.stream().filter(name::equalsIgnoreCase).findFirst();
    }

    private static String catalog(String name, MetadataView view) {
        return known(name, view.catalogs())
                .orElseThrow(() -> unknown("There is no catalog " + name, name, view.catalogs()));
    }

    private static String schema(String name, String catalog, MetadataView view) {
        List<String> schemas = view.schemas(catalog);
        return known(name, schemas)
                .orElseThrow(() -> unknown("There is no schema " + name + " in catalog " + catalog, name, schemas));
    }

    private static GodwitException unknown(String reason, String name, List<String> names) {
        return new GodwitException(ErrorCode.NOT_FOUND, reason + NearestName.hint(name, names));
    }
}

package io.godwit.server.metadata;

import io.godwit.planner.MetadataView;
import io.godwit.planner.MetadataView.TableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which names a metadata command asks for.
 *
 * @param catalog null for any; the empty string means objects without a catalog, of which there are none
 * @param schemaPattern null for any
 */
record CatalogFilter(@Nullable String catalog, @Nullable String schemaPattern) {
    List<String> catalogs(MetadataView view) {
        return view.catalogs().stream()
                .filter(name -> catalog == null || name.equalsIgnoreCase(catalog))
                .sorted()
                .toList();
    }

    List<String> schemas(MetadataView view, String catalogName) {
        Predicate<String> wanted = matcher(schemaPattern);
        return view.schemas(catalogName).stream().filter(wanted).sorted().toList();
    }

    List<TableEntry> tables(MetadataView view) {
        List<TableEntry> tables = new ArrayList<>();
        for (String catalogName : catalogs(view)) {
            for (String schemaName : schemas(view, catalogName)) {
                tables.addAll(view.tables(catalogName, schemaName));
            }
        }
        return tables;
    }

    static Predicate<String> matcher(@Nullable String pattern) {
        return pattern == null ? name -> true : new LikePattern(pattern)::matches;
    }
}

package io.godwit.planner.sql.relation;

import io.godwit.planner.catalog.TableVersion;
import java.util.List;

/**
 * A table or view as a statement names it.
 *
 * @param names the name's parts as written
 * @param catalog where names without a catalog are looked up
 * @param namespace where names without a namespace are looked up
 */
public record TableReference(List<String> names, TableVersion version, String catalog, List<String> namespace) {
    public TableReference {
        names = List.copyOf(names);
        namespace = List.copyOf(namespace);
    }
}

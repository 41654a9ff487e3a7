package io.godwit.planner.catalog;

import static java.util.Objects.requireNonNull;

import org.apache.iceberg.catalog.TableIdentifier;

/** A table or view by its full name, spelled as its catalog spells it. */
public record TableName(String catalog, TableIdentifier identifier) {
    public TableName {
        requireNonNull(catalog, "catalog");
        requireNonNull(identifier, "identifier");
    }

    @Override
    public String toString() {
        return catalog + "." + identifier;
    }
}

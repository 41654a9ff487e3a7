package io.godwit.planner.write;

import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;

/** Namespaces that tables are put into. */
public final class Namespaces {
    private Namespaces() {}

    /** Makes one where a catalog has namespaces of its own and not this one. */
    public static void ensure(Catalog catalog, Namespace namespace) {
        if (!(catalog instanceof SupportsNamespaces namespaces) || namespaces.namespaceExists(namespace)) {
            return;
        }
        try {
            namespaces.createNamespace(namespace);
        } catch (RuntimeException e) {
            // Somebody else may have been first, which catalogs say in many ways and is as good.
            if (!namespaces.namespaceExists(namespace)) {
                throw e;
            }
        }
    }
}

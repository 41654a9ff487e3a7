package io.godwit.planner.write;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.TableName;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.view.ViewBuilder;
import org.jspecify.annotations.Nullable;

/** Creates and drops Iceberg views in catalogs that keep them. */
public final class ViewWriter {
    private final Catalogs catalogs;

    public ViewWriter(Catalogs catalogs) {
        this.catalogs = catalogs;
    }

    /**
     * What a view is.
     *
     * @param schema the columns of its query
     * @param catalog where names in the query are looked up, in the namespace
     */
    public record Definition(
            TableName name,
            String sql,
            String dialect,
            Schema schema,
            String catalog,
            List<String> namespace,
            @Nullable String comment) {}

    /** What became of it. */
    public enum Outcome {
        CREATED,
        EXISTS,
        DROPPED,
        MISSING
    }

    public Outcome create(Definition view, boolean orReplace, boolean ifNotExists) {
        DirectoryNames.require(view.name());
        ViewCatalog catalog = catalog(view.name());
        return CommitErrors.translating(view.name(), () -> {
            boolean exists = catalog.viewExists(view.name().identifier());
            if (exists && ifNotExists) {
                return Outcome.EXISTS;
            } else if (exists && !orReplace) {
                throw new GodwitException(
                        ErrorCode.ALREADY_EXISTS,
                        "View %s exists already; write CREATE OR REPLACE VIEW, or drop it first"
                                .formatted(view.name()));
            }
            ViewBuilder builder = catalog.buildView(view.name().identifier())
                    .withSchema(IcebergTypes.schema(view.schema()))
                    .withQuery(view.dialect(), view.sql())
                    .withDefaultCatalog(view.catalog())
                    .withDefaultNamespace(Namespace.of(view.namespace().toArray(String[]::new)));
            if (view.comment() != null) {
                builder.withProperty("comment", view.comment());
            }
            if (orReplace) {
                builder.createOrReplace();
            } else {
                builder.create();
            }
            return Outcome.CREATED;
        });
    }

    /** Takes a view out of its catalog. Its metadata stays, for training datasets and tickets that read it. */
    public Outcome drop(TableName view, boolean ifExists) {
        boolean dropped = CommitErrors.translating(view, () -> drop(catalog(view), view.identifier()));
        if (!dropped && !ifExists) {
            throw new GodwitException(ErrorCode.NOT_FOUND, "There is no view " + view);
        }
        return dropped ? Outcome.DROPPED : Outcome.MISSING;
    }

    /** Unless told not to, a catalog deletes the metadata file of a view with it. */
    private static boolean drop(ViewCatalog catalog, TableIdentifier view) {
        if (catalog.viewExists(view)) {
            catalog.loadView(view)
                    .updateProperties()
                    .set(TableProperties.GC_ENABLED, "false")
                    .commit();
        }
        return catalog.dropView(view);
    }

    private ViewCatalog catalog(TableName view) {
        if (catalogs.catalog(view.catalog()) instanceof ViewCatalog catalog) {
            return catalog;
        }
        throw new GodwitException(
                ErrorCode.UNSUPPORTED,
                "Catalog %s keeps no views; those of type rest, jdbc (with jdbc.schema-version=V1) and nessie do"
                        .formatted(view.catalog()));
    }
}

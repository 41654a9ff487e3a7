package io.godwit.planner.catalog;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.Pins;
import io.godwit.planner.catalog.Catalogs.ResolvedName;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.view.BaseView;
import org.apache.iceberg.view.View;
import org.apache.iceberg.view.ViewMetadata;
import org.apache.iceberg.view.ViewMetadataParser;
import org.jspecify.annotations.Nullable;

/** One configured catalog, opened at first use. Turns Iceberg's exceptions into ours. */
final class LazyCatalog {
    private final String name;
    private final Map<String, String> configured;
    private final GatheredStatistics gathered = new GatheredStatistics();
    private volatile @Nullable Opened opened;

    /** The catalog, what is known of its tables, and its own access to files, for what no table lends its. */
    private record Opened(Catalog catalog, LoadedTables tables, FileIO io) {}

    LazyCatalog(String name, Map<String, String> configured) {
        this.name = name;
        this.configured = Map.copyOf(configured);
    }

    String name() {
        return name;
    }

    Catalog iceberg() {
        return opened().catalog();
    }

    List<Namespace> namespaces() {
        if (!(iceberg() instanceof SupportsNamespaces namespaces)) {
            return List.of();
        }
        return answering("list its namespaces", () -> {
            List<Namespace> all = new ArrayList<>();
            addNamespaces(namespaces, Namespace.empty(), all);
            return all;
        });
    }

    private static void addNamespaces(SupportsNamespaces catalog, Namespace parent, List<Namespace> all) {
        for (Namespace child : children(catalog, parent)) {
            all.add(child);
            addNamespaces(catalog, child, all);
        }
    }

    private static List<Namespace> children(SupportsNamespaces catalog, Namespace parent) {
        List<Namespace> children = parent.isEmpty() ? catalog.listNamespaces() : catalog.listNamespaces(parent);
        return children.stream()
                .sorted(Comparator.comparing(Namespace::toString))
                .toList();
    }

    List<TableName> tables(Namespace namespace) {
        return answering(
                "list the tables of " + namespace, () -> named(iceberg().listTables(namespace)));
    }

    List<TableName> views(Namespace namespace) {
        if (!(iceberg() instanceof ViewCatalog views)) {
            return List.of();
        }
        return answering("list the views of " + namespace, () -> {
            try {
                return named(views.listViews(namespace));
            } catch (UnsupportedOperationException e) {
                return List.of();
            }
        });
    }

    private List<TableName> named(List<TableIdentifier> identifiers) {
        return identifiers.stream()
                .sorted(Comparator.comparing(TableIdentifier::name))
                .map(identifier -> new TableName(name, identifier))
                .toList();
    }

    Optional<ResolvedName> resolve(List<String> namespace, String tableName) {
        if (!TableName.canBeNamespace(namespace)) {
            return Optional.empty();
        }
        TableIdentifier spelled = TableIdentifier.of(Namespace.of(namespace.toArray(String[]::new)), tableName);
        Optional<ResolvedName> exact = resolveExactly(spelled);
        return exact.isPresent() ? exact : resolveIgnoringCase(spelled);
    }

    private Optional<ResolvedName> resolveExactly(TableIdentifier identifier) {
        if (identifier.namespace().isEmpty()) {
            return Optional.empty();
        }
        return answering("look up " + identifier, () -> {
            if (opened().tables().exists(identifier)) {
                return Optional.of(new ResolvedName(new TableName(name, identifier), false));
            }
            if (iceberg() instanceof ViewCatalog views && viewExists(views, identifier)) {
                return Optional.of(new ResolvedName(new TableName(name, identifier), true));
            }
            return Optional.empty();
        });
    }

    private static boolean viewExists(ViewCatalog views, TableIdentifier identifier) {
        try {
            return views.viewExists(identifier);
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    private Optional<ResolvedName> resolveIgnoringCase(TableIdentifier spelled) {
        List<ResolvedName> found = new ArrayList<>();
        for (Namespace namespace : namespacesLike(spelled.namespace())) {
            tables(namespace).stream()
                    .filter(table -> table.identifier().name().equalsIgnoreCase(spelled.name()))
                    .forEach(table -> found.add(new ResolvedName(table, false)));
            views(namespace).stream()
                    .filter(view -> view.identifier().name().equalsIgnoreCase(spelled.name()))
                    .forEach(view -> found.add(new ResolvedName(view, true)));
        }
        if (found.size() > 1) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The name %s is ambiguous when its case is ignored, it may be any of %s; write one of them in double quotes"
                            .formatted(
                                    spelled,
                                    found.stream()
                                            .map(each -> each.name().toString())
                                            .toList()));
        }
        return found.stream().findFirst();
    }

    private List<Namespace> namespacesLike(Namespace spelled) {
        if (!(iceberg() instanceof SupportsNamespaces catalog)) {
            return List.of();
        }
        return answering("list its namespaces", () -> {
            List<Namespace> like = new ArrayList<>();
            addNamespacesLike(catalog, Namespace.empty(), spelled.toString().toLowerCase(Locale.ROOT), like);
            return like;
        });
    }

    /** Asks only about namespaces on the way there. */
    private static void addNamespacesLike(
            SupportsNamespaces catalog, Namespace parent, String spelled, List<Namespace> like) {
        for (Namespace child : children(catalog, parent)) {
            String name = child.toString().toLowerCase(Locale.ROOT);
            if (name.equals(spelled)) {
                like.add(child);
            }
            if (spelled.startsWith(name + ".")) {
                addNamespacesLike(catalog, child, spelled, like);
            }
        }
    }

    /** Names to suggest to one who looked in {@code namespace}: its own if it exists, else everybody's. */
    List<String> nearby(List<String> namespace) {
        List<Namespace> all = namespaces();
        List<Namespace> like = TableName.canBeNamespace(namespace)
                ? namespacesLike(Namespace.of(namespace.toArray(String[]::new)))
                : List.of();
        List<String> names = new ArrayList<>();
        for (Namespace each : like.isEmpty() ? all : like) {
            tables(each).forEach(table -> names.add(table.identifier().toString()));
            views(each).forEach(view -> names.add(view.identifier().toString()));
        }
        return names;
    }

    PinnedTable pin(TableName table, TableVersion version) {
        return answering("load " + table.identifier(), () -> {
            LoadedTables.Present present = opened().tables().load(table.identifier());
            return pin(table, version, present.metadata(), present.io());
        });
    }

    PinnedTable pin(Pins.Pin pin) {
        TableIdentifier identifier = TableIdentifier.parse(pin.identifier());
        TableName table = new TableName(name, identifier);
        return answering("load " + identifier + " from " + pin.metadataLocation(), () -> {
            FileIO io = ioFor(identifier);
            TableMetadata metadata = readMetadata(pin, io);
            Table bound = new BaseTable(new StaticTableOperations(metadata, io), table.toString());
            return VersionResolution.of(bound, table, gathered)
                    .pinTo(pin.snapshotId(), TableVersion.parse(pin.version()), pin.metadataLocation());
        });
    }

    private PinnedTable pin(TableName name, TableVersion version, TableMetadata metadata, FileIO io) {
        // What is planned with it reports to the scan that plans; Iceberg would log a line for each.
        Table bound = new BaseTable(new StaticTableOperations(metadata, io), name.toString(), report -> {});
        return VersionResolution.of(bound, name, gathered).pin(version, metadata.metadataFileLocation());
    }

    private TableMetadata readMetadata(Pins.Pin pin, FileIO io) {
        try {
            return TableMetadataParser.read(io, pin.metadataLocation());
        } catch (NotFoundException e) {
            throw gone(pin, e);
        }
    }

    private static GodwitException gone(Pins.Pin pin, NotFoundException e) {
        return new GodwitException(
                ErrorCode.FAILED_PRECONDITION,
                "The metadata file %s of %s is gone, so its pinned state cannot be read; plan the statement again"
                        .formatted(pin.metadataLocation(), pin.identifier()),
                e);
    }

    /** The table's own FileIO, which may carry credentials for it; the catalog's for a table that was dropped. */
    private FileIO ioFor(TableIdentifier identifier) {
        try {
            return opened().tables().load(identifier).io();
        } catch (NoSuchTableException | NotFoundException e) {
            return opened().io();
        }
    }

    PinnedView pinView(TableName view) {
        return answering("load " + view.identifier(), () -> {
            View loaded = views().loadView(view.identifier());
            String location = ((BaseView) loaded).operations().current().metadataFileLocation();
            return new PinnedView(view, location, loaded.schema(), loaded.properties(), loaded.currentVersion());
        });
    }

    /** The view that the pin is of, or empty where it is of a table: the name may since have become another's. */
    Optional<PinnedView> pinView(Pins.Pin pin) {
        return answering("load " + pin.identifier() + " from " + pin.metadataLocation(), () -> {
            ViewMetadata metadata;
            try {
                metadata = ViewMetadataParser.read(opened().io().newInputFile(pin.metadataLocation()));
            } catch (NotFoundException e) {
                throw gone(pin, e);
            } catch (IllegalArgumentException e) { // it has not what views have
                return Optional.empty();
            }
            TableName view = new TableName(name, TableIdentifier.parse(pin.identifier()));
            return Optional.of(new PinnedView(
                    view, pin.metadataLocation(), metadata.schema(), metadata.properties(), metadata.currentVersion()));
        });
    }

    private ViewCatalog views() {
        if (iceberg() instanceof ViewCatalog views) {
            return views;
        }
        throw new GodwitException(ErrorCode.UNSUPPORTED, "Catalog " + name + " has no views");
    }

    void close() {
        Opened current = opened;
        if (current == null) {
            return;
        }
        current.io().close();
        if (current.catalog() instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot close catalog " + name, e);
            }
        }
    }

    private Opened opened() {
        Opened current = opened;
        if (current == null) {
            synchronized (this) {
                current = opened;
                if (current == null) {
                    current = open();
                    opened = current;
                }
            }
        }
        return current;
    }

    private Opened open() {
        Map<String, String> properties = CatalogProperties.complete(name, configured);
        return answering(
                "open it",
                () -> opened(CatalogProperties.build(name, properties), CatalogProperties.fileIO(properties)));
    }

    private static Opened opened(Catalog catalog, FileIO io) {
        return new Opened(catalog, new LoadedTables(catalog), io);
    }

    private <T> T answering(String what, Supplier<T> question) {
        try {
            return question.get();
        } catch (GodwitException e) {
            throw e;
        } catch (NoSuchTableException | NoSuchNamespaceException e) {
            throw failed(ErrorCode.NOT_FOUND, what, e);
        } catch (NotAuthorizedException | ForbiddenException e) {
            throw failed(ErrorCode.PERMISSION_DENIED, what, e);
        } catch (RuntimeException e) {
            throw failed(ErrorCode.UNAVAILABLE, what, e);
        }
    }

    private GodwitException failed(ErrorCode code, String what, RuntimeException cause) {
        return new GodwitException(code, "Catalog %s cannot %s: %s".formatted(name, what, cause.getMessage()), cause);
    }
}

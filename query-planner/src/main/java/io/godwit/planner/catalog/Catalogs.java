package io.godwit.planner.catalog;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.Pins;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;

/**
 * The configured catalogs. Each is opened when it is first named, so that one that cannot be reached harms only who asks
 * for it. Names are looked up as spelled, then ignoring case. Safe for use by many threads.
 */
public final class Catalogs implements AutoCloseable {
    private final Map<String, LazyCatalog> catalogs = new LinkedHashMap<>();

    private Catalogs(Map<String, Map<String, String>> configured) {
        configured.forEach((name, properties) -> catalogs.put(name, new LazyCatalog(name, properties)));
    }

    /** @param configured Iceberg's own catalog properties by catalog name */
    public static Catalogs open(Map<String, Map<String, String>> configured) {
        return new Catalogs(requireNonNull(configured, "configured"));
    }

    /** As configured, in that order. */
    public List<String> names() {
        return List.copyOf(catalogs.keySet());
    }

    /** Iceberg's own catalog, for those who write. */
    public Catalog catalog(String name) {
        return find(name).iceberg();
    }

    /** All namespaces, nested ones after their parents. */
    public List<Namespace> namespaces(String catalog) {
        return find(catalog).namespaces();
    }

    /** Tables of a namespace, by name. */
    public List<TableName> tables(String catalog, Namespace namespace) {
        return find(catalog).tables(namespace);
    }

    /** Views of a namespace, by name; none where the catalog has no views. */
    public List<TableName> views(String catalog, Namespace namespace) {
        return find(catalog).views(namespace);
    }

    /**
     * The table or view a statement means by {@code parts}: a catalog, then a namespace, then a name, of which what is
     * left out comes from the session. A first part that names a namespace of the default catalog means that namespace.
     */
    public Optional<ResolvedName> resolve(List<String> parts, String defaultCatalog, List<String> defaultNamespace) {
        for (QualifiedParts candidate : candidates(parts, defaultCatalog, defaultNamespace)) {
            Optional<ResolvedName> found = candidate.catalog().resolve(candidate.namespace(), candidate.name());
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The error for a name that {@link #resolve} does not know, with the nearest name it does. */
    public GodwitException notFound(List<String> parts, String defaultCatalog, List<String> defaultNamespace) {
        String written = String.join(".", parts);
        List<String> known = new ArrayList<>();
        for (QualifiedParts candidate : candidates(parts, defaultCatalog, defaultNamespace)) {
            known.addAll(candidate.catalog().nearby(candidate.namespace()));
        }
        String name = parts.get(parts.size() - 1);
        String hint = NearestName.find(name, lastParts(known))
                .flatMap(near ->
                        known.stream().filter(k -> lastPart(k).equals(near)).findFirst())
                .map(near -> "did you mean " + near + "?")
                .orElseGet(() -> catalogHint(parts, defaultCatalog));
        return new GodwitException(ErrorCode.NOT_FOUND, "There is no table or view " + written + "; " + hint);
    }

    /** Binds a table to its present metadata file and the snapshot {@code version} means in it. */
    public PinnedTable pin(TableName name, TableVersion version) {
        return find(name.catalog()).pin(name, version);
    }

    /**
     * Binds a table to what a pin says, whatever the table has become since, even when it was dropped.
     *
     * @throws GodwitException FAILED_PRECONDITION when the metadata file or the snapshot is gone
     */
    public PinnedTable pin(Pins.Pin pin) {
        return find(pin.catalog()).pin(pin);
    }

    public PinnedView pinView(TableName name) {
        return find(name.catalog()).pinView(name);
    }

    /** Binds a view to the metadata file a pin names; empty where that is a table's. */
    public Optional<PinnedView> pinView(Pins.Pin pin) {
        return find(pin.catalog()).pinView(pin);
    }

    @Override
    public void close() {
        catalogs.values().forEach(LazyCatalog::close);
    }

    private List<QualifiedParts> candidates(List<String> parts, String defaultCatalog, List<String> defaultNamespace) {
        String name = parts.get(parts.size() - 1);
        List<String> qualifier = parts.subList(0, parts.size() - 1);
        List<QualifiedParts> candidates = new ArrayList<>();
        LazyCatalog session = find(defaultCatalog);
        if (qualifier.isEmpty()) {
            candidates.add(new QualifiedParts(session, defaultNamespace, name));
            return candidates;
        }
        candidates.add(new QualifiedParts(session, qualifier, name));
        findIfThere(qualifier.get(0))
                .ifPresent(catalog ->
                        candidates.add(new QualifiedParts(catalog, qualifier.subList(1, qualifier.size()), name)));
        return candidates;
    }

    private String catalogHint(List<String> parts, String defaultCatalog) {
        if (parts.size() == 1) {
            return "write it as namespace.table, or as catalog.namespace.table; the catalogs are: "
                    + String.join(", ", names());
        }
        List<String> known = new ArrayList<>(names());
        namespaces(defaultCatalog).forEach(namespace -> known.add(namespace.toString()));
        return NearestName.find(parts.get(0), known)
                .filter(near -> !near.equalsIgnoreCase(parts.get(0)))
                .map(near -> "did you mean " + near + "." + String.join(".", parts.subList(1, parts.size())) + "?")
                .orElse("the catalogs are: " + String.join(", ", names()));
    }

    private LazyCatalog find(String name) {
        return findIfThere(name)
                .orElseThrow(() -> new GodwitException(
                        ErrorCode.NOT_FOUND,
                        "There is no catalog " + name + "; configured are: " + String.join(", ", names())));
    }

    private Optional<LazyCatalog> findIfThere(String name) {
        LazyCatalog exact = catalogs.get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        return catalogs.values().stream()
                .filter(catalog -> catalog.name().equalsIgnoreCase(name))
                .findFirst();
    }

    private static List<String> lastParts(Collection<String> names) {
        return names.stream().map(Catalogs::lastPart).distinct().toList();
    }

    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** What {@link #resolve} found. */
    public record ResolvedName(TableName name, boolean isView) {}

    private record QualifiedParts(LazyCatalog catalog, List<String> namespace, String name) {}
}

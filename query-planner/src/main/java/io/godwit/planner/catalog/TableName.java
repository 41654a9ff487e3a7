package io.godwit.planner.catalog;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/** A table or view by its full name, spelled as its catalog spells it. */
public record TableName(String catalog, TableIdentifier identifier) {
    public TableName {
        requireNonNull(catalog, "catalog");
        requireNonNull(identifier, "identifier");
    }

    /**
     * A name for something new.
     *
     * @throws GodwitException INVALID_ARGUMENT if nothing can be called so
     */
    public static TableName of(String catalog, List<String> namespace, String name) {
        if (!canBeNamespace(namespace)) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "No schema can be called %s: it has a character 0"
                            .formatted(String.join(".", namespace).replace("\0", "\\0")));
        }
        return new TableName(catalog, TableIdentifier.of(Namespace.of(namespace.toArray(String[]::new)), name));
    }

    /** Whether Iceberg lets a namespace be called so. */
    static boolean canBeNamespace(List<String> levels) {
        return levels.stream().noneMatch(level -> level.indexOf('\0') >= 0);
    }

    /** The parts of its name within the catalog: of the namespace, then its own. */
    public List<String> parts() {
        return Stream.concat(Arrays.stream(identifier.namespace().levels()), Stream.of(identifier.name()))
                .toList();
    }

    /** What is said where nothing can be called so. */
    public GodwitException refused(String reason) {
        return new GodwitException(ErrorCode.INVALID_ARGUMENT, "Nothing can be called %s: %s".formatted(this, reason));
    }

    @Override
    public String toString() {
        return catalog + "." + identifier;
    }
}

package io.godwit.planner.catalog;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.TableIdentifier;

/** A table or view by its full name, spelled as its catalog spells it. */
public record TableName(String catalog, TableIdentifier identifier) {
    public TableName {
        requireNonNull(catalog, "catalog");
        requireNonNull(identifier, "identifier");
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

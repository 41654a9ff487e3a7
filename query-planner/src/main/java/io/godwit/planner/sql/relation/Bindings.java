package io.godwit.planner.sql.relation;

import java.util.List;

/**
 * The tables and views a statement names, those that its views name included, and what each was bound to. Where every name
 * is bound to the same again, the statement is the same again.
 *
 * @param references in the order they were bound
 * @param meanings of each reference; equal to another only if its rows and columns are the same and always will be
 */
public record Bindings(List<TableReference> references, List<Object> meanings) {
    public Bindings {
        references = List.copyOf(references);
        meanings = List.copyOf(meanings);
    }
}

package io.godwit.planner.scan.filter;

import static java.util.Objects.requireNonNull;

/**
 * Rows whose value of a column is among some keys.
 *
 * @param column its name: one of the table's own, not within a struct, whose values {@link KeySet#canHold}
 */
public record ColumnKeys(String column, KeySet keys) {
    public ColumnKeys {
        requireNonNull(column, "column");
        requireNonNull(keys, "keys");
    }
}

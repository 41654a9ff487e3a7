package io.godwit.planner.scan.filter;

import static java.util.Objects.requireNonNull;

/**
 * Rows whose value of a column is among some keys.
 *
 * @param column its name: one of the table's own, not within a struct, whose values {@link KeySet#canHold}
 * @param nullsPass whether rows without a value pass, too
 */
public record ColumnKeys(String column, KeySet keys, boolean nullsPass) {
    public ColumnKeys {
        requireNonNull(column, "column");
        requireNonNull(keys, "keys");
    }
}

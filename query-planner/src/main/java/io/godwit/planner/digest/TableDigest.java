package io.godwit.planner.digest;

import java.util.List;

/**
 * The digest of a table.
 *
 * @param version of the specification
 * @param whole differs when any row, or the name or type of any column, differs
 * @param columns one per column, in schema order; a column's differs when its name, type or multiset of values does
 */
public record TableDigest(int version, long rowCount, Digest whole, List<Column> columns) {
    /** The digest of one column. */
    public record Column(String name, Digest digest) {}

    public TableDigest {
        columns = List.copyOf(columns);
    }
}

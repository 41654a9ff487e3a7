package io.godwit.planner.scan.metadata;

import static java.util.Objects.requireNonNull;

import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * One value over all rows of a scan, as SQL defines it: nulls count for nothing.
 *
 * @param column of the scanned table; null where rows are counted
 */
public record ColumnAggregate(Function function, @Nullable NestedField column) {
    /** What is asked of a column. */
    public enum Function {
        COUNT,
        MIN,
        MAX
    }

    public ColumnAggregate {
        requireNonNull(function, "function");
        if (function != Function.COUNT) {
            requireNonNull(column, "column");
        }
    }

    /** How many rows there are. */
    public static ColumnAggregate countRows() {
        return new ColumnAggregate(Function.COUNT, null);
    }

    @Override
    public String toString() {
        return function.name().toLowerCase(java.util.Locale.ROOT) + "(" + (column == null ? "*" : column.name()) + ")";
    }
}

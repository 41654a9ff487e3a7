package io.godwit.planner.rel;

import io.godwit.planner.catalog.ColumnStatistics;
import io.godwit.planner.catalog.PinnedTable;
import java.util.Optional;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.metadata.RelColumnOrigin;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** How many values the table's column behind a column of a plan has, as far as the table's statistics say. */
public final class DistinctCounts {
    /** @param exact whether it was counted; else there may be fewer */
    public record Count(double values, boolean exact) {}

    private DistinctCounts() {}

    /**
     * From the table's statistics file, else from the column's bounds where its values are whole numbers; empty where neither
     * says. What was filtered away since does not count: a filter on one side leaves fewer rows to match, not more matches for
     * each.
     */
    public static Optional<Count> of(RelNode rel, int column, RelMetadataQuery metadata) {
        RelColumnOrigin origin = metadata.getColumnOrigin(rel, column);
        BoundTable table = origin == null ? null : origin.getOriginTable().unwrap(BoundTable.class);
        if (origin == null || table == null || !(table.relation() instanceof Relation.Pinned pinned)) {
            return Optional.empty();
        }
        return inTable(
                pinned.table(),
                pinned.schema().getFields().get(origin.getOriginColumnOrdinal()).getName());
    }

    /**
     * Values that either of two columns has, of which one is taken to hold all that the other has: the more, where both were
     * counted. Bounds only say that there are no more, which a sparse key makes many more; then the fewer are nearer.
     */
    public static Optional<Double> together(Optional<Count> left, Optional<Count> right) {
        if (left.isEmpty() || right.isEmpty()) {
            return left.or(() -> right).map(Count::values);
        } else if (left.get().exact() == right.get().exact()) {
            double one = left.get().values();
            double other = right.get().values();
            return Optional.of(left.get().exact() ? Math.max(one, other) : Math.min(one, other));
        }
        return Optional.of((left.get().exact() ? left.get() : right.get()).values());
    }

    /** Rows of the table a column comes from, whatever was filtered away since; those of {@code rel} if it comes from none. */
    public static double rowsOfTable(RelNode rel, int column, RelMetadataQuery metadata) {
        RelColumnOrigin origin = metadata.getColumnOrigin(rel, column);
        BoundTable table = origin == null ? null : origin.getOriginTable().unwrap(BoundTable.class);
        return Math.max(
                1, table == null ? metadata.getRowCount(rel) : table.relation().estimatedRows());
    }

    private static Optional<Count> inTable(PinnedTable table, String column) {
        Types.NestedField field = table.schema().findField(column);
        ColumnStatistics statistics = field == null ? null : table.statistics().column(field.fieldId());
        if (statistics == null) {
            return Optional.empty();
        } else if (statistics.distinctCount() >= 0) {
            return Optional.of(new Count(Math.max(1, statistics.distinctCount()), true));
        }
        return withinBounds(
                statistics.min(), statistics.max(), table.statistics().estimatedRowCount());
    }

    private static Optional<Count> withinBounds(@Nullable Object min, @Nullable Object max, long rows) {
        if (rows < 0 || !isWhole(min) || !(min instanceof Number low) || !(max instanceof Number high)) {
            return Optional.empty();
        }
        double width = high.doubleValue() - low.doubleValue() + 1;
        return Optional.of(new Count(Math.max(1, Math.min(width, rows)), false));
    }

    private static boolean isWhole(@Nullable Object bound) {
        return bound instanceof Integer || bound instanceof Long;
    }
}

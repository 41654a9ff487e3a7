package io.godwit.planner.rel;

import io.godwit.planner.catalog.ColumnStatistics;
import io.godwit.planner.catalog.PinnedTable;
import java.util.OptionalDouble;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.metadata.RelColumnOrigin;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** How many values a column of a plan has, as far as its table's statistics say. */
final class DistinctCounts {
    private DistinctCounts() {}

    /** From the table's statistics file, else from the column's bounds where its values are whole numbers. */
    static OptionalDouble of(RelNode rel, int column, RelMetadataQuery metadata) {
        RelColumnOrigin origin = metadata.getColumnOrigin(rel, column);
        BoundTable table = origin == null ? null : origin.getOriginTable().unwrap(BoundTable.class);
        if (origin == null || table == null || !(table.relation() instanceof Relation.Pinned pinned)) {
            return OptionalDouble.empty();
        }
        OptionalDouble count = inTable(
                pinned.table(),
                pinned.schema().getFields().get(origin.getOriginColumnOrdinal()).getName());
        return count.isPresent()
                ? OptionalDouble.of(Math.max(1, Math.min(count.getAsDouble(), metadata.getRowCount(rel))))
                : count;
    }

    private static OptionalDouble inTable(PinnedTable table, String column) {
        Types.NestedField field = table.schema().findField(column);
        ColumnStatistics statistics = field == null ? null : table.statistics().column(field.fieldId());
        if (statistics == null) {
            return OptionalDouble.empty();
        } else if (statistics.distinctCount() >= 0) {
            return OptionalDouble.of(statistics.distinctCount());
        }
        return withinBounds(
                statistics.min(), statistics.max(), table.statistics().estimatedRowCount());
    }

    private static OptionalDouble withinBounds(@Nullable Object min, @Nullable Object max, long rows) {
        if (rows < 0 || !isWhole(min) || !(min instanceof Number low) || !(max instanceof Number high)) {
            return OptionalDouble.empty();
        }
        double width = high.doubleValue() - low.doubleValue() + 1;
        return OptionalDouble.of(Math.min(width, rows));
    }

    private static boolean isWhole(@Nullable Object bound) {
        return bound instanceof Integer || bound instanceof Long;
    }
}

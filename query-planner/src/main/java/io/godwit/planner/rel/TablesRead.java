package io.godwit.planner.rel;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.PinnedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.RelNode;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * One Iceberg table a plan reads, with every column read of it, those of conditions too.
 *
 * @param columns in the order of the table
 * @param named those of them that the statement names, leaving out what is read only to decide ties
 */
public record TablesRead(PinnedTable table, List<NestedField> columns, List<NestedField> named) {
    public TablesRead {
        columns = List.copyOf(columns);
        named = List.copyOf(named);
    }

    /** The tables of a plan whose columns have been pruned, each version of each table once. */
    public static List<TablesRead> of(RelNode plan) {
        Map<Relation, TreeSet<Integer>> read = new ColumnsRead(true).of(plan);
        Map<Relation, TreeSet<Integer>> named = new ColumnsRead(false).of(plan);
        List<TablesRead> tables = new ArrayList<>();
        read.forEach((relation, columns) -> {
            if (relation instanceof Relation.Pinned pinned) {
                tables.add(
                        new TablesRead(pinned.table(), fields(pinned, columns), fields(pinned, named.get(relation))));
            }
        });
        return tables;
    }

    /** Refuses metadata columns, which say where a row is kept: that changes when files are rewritten, the rows do not. */
    public void checkOwnColumns() {
        for (NestedField column : columns) {
            if (MetadataColumns.isMetadataColumn(column.fieldId())) {
                throw new GodwitException(
                        ErrorCode.UNSUPPORTED,
                        "A training dataset cannot read %s of %s: it may differ once files are rewritten, and the dataset could not be reproduced; leave it out"
                                .formatted(column.name(), table));
            }
        }
    }

    private static List<NestedField> fields(Relation.Pinned pinned, @Nullable Set<Integer> columns) {
        List<NestedField> fields = pinned.columns();
        return columns == null ? List.of() : columns.stream().map(fields::get).toList();
    }
}

package io.godwit.planner.rel;

import io.godwit.planner.catalog.PinnedTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.util.ImmutableBitSet;
import org.apache.iceberg.types.Types.NestedField;

/**
 * One Iceberg table a plan reads, with every column read of it, those of conditions too.
 *
 * @param columns in the order of the table
 */
public record TablesRead(PinnedTable table, List<NestedField> columns) {
    public TablesRead {
        columns = List.copyOf(columns);
    }

    /** The tables of a plan whose columns have been pruned, each version of each table once. */
    public static List<TablesRead> of(RelNode plan) {
        Map<Relation, TreeSet<Integer>> columns = new LinkedHashMap<>();
        collect(plan, all(plan), columns);
        List<TablesRead> tables = new ArrayList<>();
        columns.forEach((relation, read) -> {
            if (relation instanceof Relation.Pinned pinned) {
                List<NestedField> fields = pinned.table().schema().columns();
                tables.add(new TablesRead(
                        pinned.table(), read.stream().map(fields::get).toList()));
            }
        });
        return tables;
    }

    private static ImmutableBitSet all(RelNode rel) {
        return ImmutableBitSet.range(rel.getRowType().getFieldCount());
    }

    private static void collect(RelNode rel, ImmutableBitSet needed, Map<Relation, TreeSet<Integer>> columns) {
        if (rel instanceof TableScan scan && scan.getTable().unwrap(BoundTable.class) != null) {
            columns.computeIfAbsent(BoundTable.relationOf(scan), relation -> new TreeSet<>())
                    .addAll(needed.asList());
        } else if (rel instanceof Project project) {
            collect(project.getInput(), RelOptUtil.InputFinder.bits(project.getProjects(), null), columns);
        } else if (rel instanceof Filter filter) {
            ImmutableBitSet condition = RelOptUtil.InputFinder.bits(filter.getCondition());
            collect(filter.getInput(), needed.union(condition), columns);
        } else {
            rel.getInputs().forEach(input -> collect(input, all(input), columns));
        }
    }
}

package io.godwit.planner.rule;

import io.godwit.planner.rel.FixedOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/** Whether rows come in the same order each time from an engine that keeps no order but the one it is told. */
public final class RowOrder {
    private RowOrder() {}

    /**
     * The rows of {@code plan} in an order without ties, which agrees with the order the plan has: a sort at its top gets
     * further keys, rows without one get the order of a key of theirs, else of all columns.
     */
    public static RelNode fix(RelNode plan) {
        if (plan instanceof Sort sort) {
            return fixed(sort.getInput(), sort.getCollation().getFieldCollations(), sort.offset, sort.fetch);
        }
        return keepsOrder(plan)
                ? plan.copy(plan.getTraitSet(), List.of(fix(plan.getInput(0))))
                : fixed(plan, List.of(), null, null);
    }

    /** Whether the plan's rows are in the order of a sort beneath it. */
    private static boolean keepsOrder(RelNode plan) {
        boolean passes = plan instanceof Filter
                || (plan instanceof Project project && !RexOver.containsOver(project.getProjects(), null));
        return passes && (plan.getInput(0) instanceof Sort || keepsOrder(plan.getInput(0)));
    }

    private static RelNode fixed(
            RelNode rows, List<RelFieldCollation> order, @Nullable RexNode offset, @Nullable RexNode fetch) {
        List<RelFieldCollation> keys = new ArrayList<>(order);
        ImmutableBitSet ordered = columns(order);
        for (int column : key(rows).except(ordered)) {
            keys.add(new RelFieldCollation(
                    column, RelFieldCollation.Direction.ASCENDING, RelFieldCollation.NullDirection.FIRST));
        }
        return FixedOrder.of(rows, RelCollations.of(keys), offset, fetch);
    }

    /** Columns no two different rows share. */
    private static ImmutableBitSet key(RelNode rows) {
        Set<ImmutableBitSet> keys = rows.getCluster().getMetadataQuery().getUniqueKeys(rows);
        ImmutableBitSet all = ImmutableBitSet.range(rows.getRowType().getFieldCount());
        return keys == null
                ? all
                : keys.stream()
                        .filter(key -> areExact(rows, key))
                        .min(Comparator.comparingInt(ImmutableBitSet::cardinality))
                        .orElse(all);
    }

    private static ImmutableBitSet columns(List<RelFieldCollation> order) {
        return ImmutableBitSet.of(
                order.stream().map(RelFieldCollation::getFieldIndex).toList());
    }

    /** Whether the rows of {@code plan}, whichever they are, come in the same order each time. */
    public static boolean isOrdered(RelNode plan) {
        if (plan instanceof Project || plan instanceof Filter) {
            return isOrdered(plan.getInput(0));
        }
        return (plan instanceof Sort sort && isTotal(sort)) || hasOneRow(plan);
    }

    private static boolean hasOneRow(RelNode plan) {
        Double most = plan.getCluster().getMetadataQuery().getMaxRowCount(plan);
        return most != null && most <= 1;
    }

    /** Whether no two different rows tie. */
    static boolean isTotal(Sort sort) {
        if (sort instanceof FixedOrder) {
            return true;
        }
        RelNode input = sort.getInput();
        ImmutableBitSet keys = columns(sort.getCollation().getFieldCollations());
        return (isWhole(input, keys) || isKey(input, keys)) && areExact(input, keys);
    }

    private static boolean isWhole(RelNode rel, ImmutableBitSet columns) {
        return columns.cardinality() == rel.getRowType().getFieldCount();
    }

    private static boolean isKey(RelNode rel, ImmutableBitSet columns) {
        return Boolean.TRUE.equals(rel.getCluster().getMetadataQuery().areColumnsUnique(rel, columns));
    }

    /** Whether equal values of the columns are the same values, as {@code 0.0} and {@code -0.0} are not. */
    static boolean areExact(RelNode rel, ImmutableBitSet columns) {
        return columns.asList().stream()
                .map(column -> rel.getRowType().getFieldList().get(column).getType())
                .allMatch(RowOrder::isExact);
    }

    private static boolean isExact(RelDataType type) {
        boolean isNested = type.isStruct() || type.getComponentType() != null || type.getKeyType() != null;
        return !isNested && !SqlTypeName.APPROX_TYPES.contains(type.getSqlTypeName());
    }
}

package io.godwit.planner.rule;

import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;

/** Whether rows come in the same order each time from an engine that keeps no order but the one it is told. */
public final class RowOrder {
    private RowOrder() {}

    /** Whether the rows of {@code plan} are the same in the same order each time, if those of its native inputs are. */
    public static boolean isFixed(RelNode plan) {
        return isOrdered(plan) && RowStability.whatVaries(plan) == null && !RowStability.dependsOnOrder(plan);
    }

    private static boolean isOrdered(RelNode plan) {
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
        RelNode input = sort.getInput();
        ImmutableBitSet keys = ImmutableBitSet.of(sort.getCollation().getFieldCollations().stream()
                .map(RelFieldCollation::getFieldIndex)
                .toList());
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

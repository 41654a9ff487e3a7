package io.godwit.planner.rel;

import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * A sort without ties: rows that are equal in all its keys are the same in every column. Whoever runs it also tells apart
 * what compares as equal and is not the same, such as {@code 0.0} and {@code -0.0}.
 */
public final class FixedOrder extends Sort {
    /** @param keys which no two different rows of {@code input} share */
    public FixedOrder(
            RelOptCluster cluster,
            RelTraitSet traits,
            RelNode input,
            RelCollation keys,
            @Nullable RexNode offset,
            @Nullable RexNode fetch) {
        super(cluster, traits, input, keys, offset, fetch);
    }

    /** As {@link #FixedOrder(RelOptCluster, RelTraitSet, RelNode, RelCollation, RexNode, RexNode)}, beside its input. */
    public static FixedOrder of(RelNode input, RelCollation keys, @Nullable RexNode offset, @Nullable RexNode fetch) {
        RelCollation canonical = RelCollations.of(keys.getFieldCollations());
        return new FixedOrder(
                input.getCluster(), input.getTraitSet().replace(canonical), input, canonical, offset, fetch);
    }

    @Override
    public Sort copy(
            RelTraitSet traits,
            RelNode newInput,
            RelCollation newCollation,
            @Nullable RexNode offset,
            @Nullable RexNode fetch) {
        return new FixedOrder(getCluster(), traits, newInput, newCollation, offset, fetch);
    }
}

package io.godwit.planner.rel;

import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.RelNode;

/**
 * A leaf of a sub-plan that another engine runs: rows of {@link #producer()}, which the engine computes once for all the places
 * that have the leaf of this ordinal.
 */
public final class SharedRows extends EngineLeaf {
    public SharedRows(RelOptCluster cluster, int ordinal, RelNode producer) {
        super(cluster, ordinal, producer);
    }
}

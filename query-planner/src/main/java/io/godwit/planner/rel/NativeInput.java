package io.godwit.planner.rel;

import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.RelNode;

/**
 * A leaf of a sub-plan that another engine runs: the stream that native operators make of {@link #producer()}. Each
 * occurrence is a stream of its own, named by its ordinal among the leaves of the sub-plan.
 */
public final class NativeInput extends EngineLeaf {
    public NativeInput(RelOptCluster cluster, int ordinal, RelNode producer) {
        super(cluster, ordinal, producer);
    }
}

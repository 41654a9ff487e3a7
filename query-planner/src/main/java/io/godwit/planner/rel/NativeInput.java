package io.godwit.planner.rel;

import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;

/**
 * A leaf of a sub-plan that another engine runs: the stream that native operators make of {@link #producer()}. Each
 * occurrence is a stream of its own, named by its ordinal among the leaves of the sub-plan.
 */
public final class NativeInput extends AbstractRelNode {
    private final int ordinal;
    private final RelNode producer;

    public NativeInput(RelOptCluster cluster, int ordinal, RelNode producer) {
        super(cluster, producer.getTraitSet());
        this.ordinal = ordinal;
        this.producer = producer;
    }

    public int ordinal() {
        return ordinal;
    }

    public RelNode producer() {
        return producer;
    }

    @Override
    protected RelDataType deriveRowType() {
        return producer.getRowType();
    }

    @Override
    public double estimateRowCount(RelMetadataQuery metadata) {
        return metadata.getRowCount(producer);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer).item("ordinal", ordinal);
    }
}

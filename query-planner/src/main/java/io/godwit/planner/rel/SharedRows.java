package io.godwit.planner.rel;

import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;

/**
 * A leaf of a sub-plan that another engine runs: rows of {@link #producer()}, which the engine computes once for all the places
 * that have the leaf of this ordinal.
 */
public final class SharedRows extends AbstractRelNode {
    private final int ordinal;
    private final RelNode producer;

    public SharedRows(RelOptCluster cluster, int ordinal, RelNode producer) {
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

package io.godwit.planner.rel;

import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;

/** A leaf of a sub-plan that another engine runs: it stands for the rows of a producer, and has an ordinal to be named by. */
abstract sealed class EngineLeaf extends AbstractRelNode permits NativeInput, SharedRows {
    private final int ordinal;
    private final RelNode producer;

    EngineLeaf(RelOptCluster cluster, int ordinal, RelNode producer) {
        super(cluster, producer.getTraitSet());
        this.ordinal = ordinal;
        this.producer = producer;
    }

    public final int ordinal() {
        return ordinal;
    }

    public final RelNode producer() {
        return producer;
    }

    @Override
    protected final RelDataType deriveRowType() {
        return producer.getRowType();
    }

    @Override
    public final double estimateRowCount(RelMetadataQuery metadata) {
        return metadata.getRowCount(producer);
    }

    @Override
    public final RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer).item("ordinal", ordinal);
    }
}

package io.godwit.planner.rel;

import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the input by group, as native operators make them of a stream: key columns, then measures. A group may come more
 * than once, each time with other rows of the input, so whoever reads them puts them together.
 */
public final class PreAggregate extends SingleRel {
    /**
     * One column of the result.
     *
     * @param kind SUM, COUNT, MIN or MAX
     * @param argument over the input's columns; null to count all rows
     * @param unscaled whether the sum of a decimal is given in units of its last digit
     */
    public record Measured(SqlKind kind, @Nullable RexNode argument, boolean unscaled) {
        @Override
        public String toString() {
            return kind.sql + "(" + (argument == null ? "*" : argument) + ")";
        }
    }

    private final List<Integer> keys;
    private final List<Measured> measures;

    /** @param rowType the keys' columns, then one for each measure */
    public PreAggregate(
            RelOptCluster cluster,
            RelTraitSet traits,
            RelNode input,
            List<Integer> keys,
            List<Measured> measures,
            RelDataType rowType) {
        super(cluster, traits, input);
        this.keys = List.copyOf(keys);
        this.measures = List.copyOf(measures);
        this.rowType = rowType;
    }

    public List<Integer> keys() {
        return keys;
    }

    public List<Measured> measures() {
        return measures;
    }

    @Override
    public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
        return new PreAggregate(getCluster(), traitSet, inputs.get(0), keys, measures, rowType);
    }

    @Override
    public double estimateRowCount(RelMetadataQuery metadata) {
        return keys.isEmpty() ? 1 : Math.max(1, metadata.getRowCount(input) / 10);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer).item("keys", keys).item("measures", measures);
    }
}

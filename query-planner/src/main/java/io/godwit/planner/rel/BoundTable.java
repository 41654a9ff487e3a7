package io.godwit.planner.rel;

import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Statistic;
import org.apache.calcite.schema.Statistics;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.util.ImmutableBitSet;

/** A table of a statement as Calcite sees it. */
public final class BoundTable extends AbstractTable {
    private final Relation relation;

    public BoundTable(Relation relation) {
        this.relation = relation;
    }

    /** What a scan of a plan reads. */
    public static Relation relationOf(TableScan scan) {
        return scan.getTable().unwrapOrThrow(BoundTable.class).relation();
    }

    public Relation relation() {
        return relation;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory types) {
        return ArrowTypes.rowType(relation.schema(), types);
    }

    @Override
    public Statistic getStatistic() {
        return Statistics.of(relation.estimatedRows(), java.util.List.<ImmutableBitSet>of());
    }
}

package io.godwit.planner.physical;

import io.godwit.planner.rel.BoundTable;
import io.godwit.planner.rel.DistinctCounts;
import io.godwit.planner.rel.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Has native operators aggregate what comes out of them, so that the engine gets groups in place of rows. It puts the parts of
 * each group together and computes averages of sums and counts.
 */
final class PreAggregation extends RelHomogeneousShuttle {
    /** Below this the engine is quick enough, and its plan is easier to read. */
    private static final double FEWEST_ROWS = 10_000;

    private static final double FEWEST_ROWS_PER_GROUP = 3;
    private static final int MOST_KEYS = 8;

    private final Predicate<RelNode> isNativeInput;

    /** @param isNativeInput whether rows of a node come out of native operators */
    PreAggregation(Predicate<RelNode> isNativeInput) {
        this.isNativeInput = isNativeInput;
    }

    /** {@code plan}, which the engine runs, with its aggregates prepared where that pays. */
    RelNode prepare(RelNode plan) {
        return prepared(visitChildren(plan));
    }

    @Override
    public RelNode visit(RelNode rel) {
        return isNativeInput.test(rel) ? rel : prepared(visitChildren(rel));
    }

    private RelNode prepared(RelNode rel) {
        if (!(rel instanceof Aggregate aggregate) || aggregate.getGroupType() != Aggregate.Group.SIMPLE) {
            return rel;
        }
        RelNode input = aggregate.getInput();
        Project project = !isNativeInput.test(input) && input instanceof Project computed ? computed : null;
        RelNode rows = project == null ? input : project.getInput();
        if (!isNativeInput.test(rows) || !isOfTable(rows)) {
            return rel;
        }
        List<RexNode> columns = project == null ? references(rows) : project.getProjects();
        return pays(aggregate, columns, rows) ? new PutTogether(aggregate, columns, rows).build() : rel;
    }

    /** Only columns of tables are sure to be of the vectors the operator knows. */
    private static boolean isOfTable(RelNode rel) {
        if (rel instanceof TableScan scan) {
            BoundTable table = scan.getTable().unwrap(BoundTable.class);
            return table != null && table.relation() instanceof Relation.Pinned;
        }
        return (rel instanceof Filter || rel instanceof Project) && isOfTable(rel.getInput(0));
    }

    private static List<RexNode> references(RelNode rel) {
        List<RexNode> references = new ArrayList<>();
        for (int column = 0; column < rel.getRowType().getFieldCount(); column++) {
            references.add(RexInputRef.of(column, rel.getRowType()));
        }
        return references;
    }

    private static boolean pays(Aggregate aggregate, List<RexNode> columns, RelNode rows) {
        RelMetadataQuery metadata = aggregate.getCluster().getMetadataQuery();
        double rowCount = metadata.getRowCount(rows);
        double groups = 1;
        for (int key : aggregate.getGroupSet()) {
            if (!(columns.get(key) instanceof RexInputRef ref) || !isKey(ref.getType())) {
                return false;
            }
            groups *= DistinctCounts.of(rows, ref.getIndex(), metadata)
                    .map(DistinctCounts.Count::values)
                    .orElse(1.0);
        }
        return rowCount >= FEWEST_ROWS
                && groups * FEWEST_ROWS_PER_GROUP <= rowCount
                && aggregate.getGroupCount() <= MOST_KEYS
                && aggregate.getAggCallList().stream().allMatch(call -> isMeasured(call, columns));
    }

    private static boolean isKey(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case INTEGER, BIGINT, DATE, VARCHAR -> true;
            default -> false;
        };
    }

    private static boolean isMeasured(AggregateCall call, List<RexNode> columns) {
        if (call.isDistinct()
                || call.hasFilter()
                || !call.collation.getFieldCollations().isEmpty()) {
            return false;
        }
        SqlKind kind = call.getAggregation().getKind();
        if (kind == SqlKind.COUNT) {
            return call.getArgList().isEmpty()
                    || (call.getArgList().size() == 1
                            && columns.get(call.getArgList().get(0)) instanceof RexInputRef);
        }
        boolean isKnown = kind == SqlKind.SUM || kind == SqlKind.AVG || kind == SqlKind.MIN || kind == SqlKind.MAX;
        if (!isKnown || call.getArgList().size() != 1) {
            return false;
        }
        RexNode argument = columns.get(call.getArgList().get(0));
        boolean isExtreme = kind == SqlKind.MIN || kind == SqlKind.MAX;
        return Number64Compiler.compiles(argument)
                && (isExtreme || argument.getType().getSqlTypeName() != SqlTypeName.DATE);
    }
}

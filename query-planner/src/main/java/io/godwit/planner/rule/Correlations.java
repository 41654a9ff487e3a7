package io.godwit.planner.rule;

import io.godwit.pitjoin.batch.Cancellation;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalCorrelate;
import org.apache.calcite.rel.logical.LogicalTableScan;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql2rel.TopDownGeneralDecorrelator;
import org.apache.calcite.tools.RelBuilder;

/**
 * Makes what is computed anew for each row of a query a join of that query to itself.
 *
 * <p>Calcite's decorrelator is given one query at a time, innermost first, that asks nothing of queries further out: of several
 * side by side, under a set operation or a join, it looks for the columns of the first in the rows of the second. And every scan
 * is a node of its own: it keeps notes by node, and those on a query's table were lost to a query within that reads the same one.
 *
 * <p>Aggregates of no rows are a row, too. For a lateral query it remembers that only where one of them counts.
 */
public final class Correlations extends RelHomogeneousShuttle {
    private final RelBuilder builder;
    private final Cancellation cancellation;

    private Correlations(RelBuilder builder, Cancellation cancellation) {
        this.builder = builder;
        this.cancellation = cancellation;
    }

    /** The same rows, without correlations. */
    public static RelNode decorrelated(RelNode plan, RelBuilder builder, Cancellation cancellation) {
        return plan.accept(new Correlations(builder, cancellation));
    }

    @Override
    public RelNode visit(RelNode rel) {
        if (rel instanceof LogicalTableScan scan) {
            return LogicalTableScan.create(scan.getCluster(), scan.getTable(), scan.getHints());
        }
        RelNode visited = super.visit(rel);
        if (visited instanceof LogicalCorrelate
                && RelOptUtil.getVariablesUsed(visited).isEmpty()) {
            cancellation.check();
            return TopDownGeneralDecorrelator.decorrelateQuery(counted((LogicalCorrelate) visited), builder);
        }
        return visited;
    }

    private RelNode counted(LogicalCorrelate correlate) {
        if (correlate.getJoinType() != JoinRelType.INNER) {
            return correlate;
        }
        RelNode counted = correlate.getRight().accept(new RelHomogeneousShuttle() {
            @Override
            public RelNode visit(RelNode rel) {
                RelNode visited = super.visit(rel);
                return visited instanceof Aggregate aggregate && aggregate.getGroupCount() == 0
                        ? counted(aggregate)
                        : visited;
            }
        });
        return correlate.copy(correlate.getTraitSet(), List.of(correlate.getLeft(), counted));
    }

    /** The same row, made of one that has a count. */
    private RelNode counted(Aggregate aggregate) {
        boolean counts = aggregate.getAggCallList().stream()
                .anyMatch(call -> call.getAggregation().getKind() == SqlKind.COUNT);
        if (counts) {
            return aggregate;
        }
        builder.push(aggregate.getInput());
        List<AggregateCall> calls = new ArrayList<>(aggregate.getAggCallList());
        calls.add(((Aggregate) builder.aggregate(builder.groupKey(), builder.countStar("rows"))
                        .build())
                .getAggCallList()
                .get(0));
        builder.push(aggregate.copy(
                aggregate.getTraitSet(),
                aggregate.getInput(),
                aggregate.getGroupSet(),
                aggregate.getGroupSets(),
                calls));
        List<String> names = aggregate.getRowType().getFieldNames();
        return builder.project(builder.fields().subList(0, names.size()), names, true)
                .build();
    }
}

package io.godwit.planner.rule;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.rel.ArrowTypes;
import io.godwit.planner.rel.BoundTable;
import io.godwit.planner.rel.PointInTimeJoin;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Snapshot;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.schema.TransientTable;

/**
 * What must hold of a plan whatever rules have done to it. A plan that breaks it fails the query: better no answer than a
 * wrong one.
 */
public final class PlanInvariants {
    private PlanInvariants() {}

    /**
     * @param asked the order the statement asks for, or none
     * @param announced the row type it was validated to have
     */
    public static void check(RelNode plan, RelCollation asked, RelDataType announced) {
        visit(plan);
        List<String> order = directions(asked);
        if (!order.isEmpty() && !order.equals(order(plan)) && !(source(plan) instanceof Values)) {
            throw broken("its rows are ordered by " + order(plan) + " and not by " + order);
        }
        if (!isAnnounced(plan, announced)) {
            throw broken("its columns have become " + plan.getRowType() + " from " + announced);
        }
    }

    /** A rule may find that a column announced as nullable holds no null, and never the reverse. */
    private static boolean isAnnounced(RelNode plan, RelDataType announced) {
        List<Field> columns = ArrowTypes.schema(plan.getRowType()).getFields();
        List<Field> wanted = ArrowTypes.schema(announced).getFields();
        return columns.size() == wanted.size()
                && IntStream.range(0, columns.size())
                        .allMatch(column -> isAnnounced(columns.get(column), wanted.get(column)));
    }

    private static boolean isAnnounced(Field column, Field wanted) {
        return column.getType().equals(wanted.getType())
                && column.getChildren().equals(wanted.getChildren())
                && (wanted.isNullable() || !column.isNullable());
    }

    /** Which way each sort key of the result goes; nothing if its order is left open. */
    private static List<String> order(RelNode plan) {
        return source(plan) instanceof Sort sort ? directions(sort.getCollation()) : List.of();
    }

    private static List<String> directions(RelCollation order) {
        return order.getFieldCollations().stream()
                .map(RelFieldCollation::shortString)
                .toList();
    }

    /** What decides the order of a plan's rows. */
    private static RelNode source(RelNode plan) {
        RelNode source = plan.stripped();
        boolean keepsOrder = source instanceof Project
                || source instanceof Filter
                || (source instanceof Sort limit
                        && limit.getCollation().getFieldCollations().isEmpty());
        return keepsOrder ? source(source.getInput(0)) : source;
    }

    private static void visit(RelNode rel) {
        if (rel instanceof Join join
                && (join.getJoinType() == JoinRelType.ASOF || join.getJoinType() == JoinRelType.LEFT_ASOF)) {
            throw broken("an ASOF join stands as an ordinary join");
        } else if (rel instanceof Snapshot) {
            throw broken("a table is read AS OF a time but bound to no snapshot");
        } else if (rel instanceof PointInTimeJoin
                && !RelOptUtil.getVariablesUsed(rel).isEmpty()) {
            throw new GodwitException(
                    ErrorCode.UNSUPPORTED,
                    "An ASOF join inside of a subquery refers to a row of the query around it; join that query's rows"
                            + " with ASOF JOIN instead");
        } else if (rel instanceof TableScan scan && !isBound(scan)) {
            throw broken("table " + List.copyOf(scan.getTable().getQualifiedName()) + " is bound to no snapshot");
        }
        rel.getInputs().forEach(PlanInvariants::visit);
    }

    /** To a snapshot, or to the rows of a recursive query so far. */
    private static boolean isBound(TableScan scan) {
        return scan.getTable().unwrap(BoundTable.class) != null
                || scan.getTable().unwrap(TransientTable.class) != null;
    }

    private static GodwitException broken(String what) {
        return new GodwitException(ErrorCode.INTERNAL, "The plan is not what the statement asked for: " + what);
    }
}

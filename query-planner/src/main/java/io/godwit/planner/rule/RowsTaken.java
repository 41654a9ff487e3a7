package io.godwit.planner.rule;

import io.godwit.planner.rel.BoundTable;
import io.godwit.planner.rel.PointInTimeJoin;
import io.godwit.planner.rel.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * From the plan of a query to the plan of the rows that stand behind its result: those of one table that the query takes. The
 * table's columns are carried past every operator to the top, as further columns behind its own, once per place where the
 * table is read. Operators that make one row of many (aggregates, windows, set operations, subqueries) end the trace.
 */
public final class RowsTaken {
    private final Predicate<Relation> table;
    private final List<String> columns;
    private final int target;
    private int occurrence;

    private RowsTaken(Predicate<Relation> table, List<String> columns, int target) {
        this.table = table;
        this.columns = columns;
        this.target = target;
    }

    /**
     * The rows taken, duplicates included, or nothing where they cannot be told.
     *
     * @param plan not yet optimized
     * @param columns of the table that are wanted
     */
    public static Optional<RelNode> of(RelNode plan, Predicate<Relation> table, List<String> columns) {
        List<RelNode> taken = new ArrayList<>();
        try {
            while (true) {
                RowsTaken trace = new RowsTaken(table, columns, taken.size());
                RelNode carried = trace.visit(plan);
                if (carried == null) {
                    break;
                }
                taken.add(onlyCarried(carried, columns));
            }
        } catch (Util.FoundOne untraceable) {
            return Optional.empty();
        }
        return taken.isEmpty() ? Optional.empty() : Optional.of(union(taken));
    }

    private static RelNode union(List<RelNode> taken) {
        return taken.size() == 1 ? taken.get(0) : LogicalUnion.create(taken, true);
    }

    private static RelNode onlyCarried(RelNode carried, List<String> columns) {
        RexBuilder rex = carried.getCluster().getRexBuilder();
        int start = carried.getRowType().getFieldCount() - columns.size();
        List<RexInputRef> refs = refs(carried, start, start + columns.size());
        List<RexNode> there = new ArrayList<>();
        refs.forEach(ref -> there.add(rex.makeCall(SqlStdOperatorTable.IS_NOT_NULL, ref)));
        RexNode any = there.size() == 1 ? there.get(0) : rex.makeCall(SqlStdOperatorTable.OR, there);
        return project(LogicalFilter.create(carried, any), refs, columns);
    }

    /** The operator with the table's columns behind its own, or null when the table does not stand below it. */
    private @Nullable RelNode visit(RelNode rel) {
        if (rel instanceof TableScan scan) {
            return isTarget(scan) ? withColumns(scan) : null;
        } else if (rel instanceof PointInTimeJoin join) {
            return visit(join);
        } else if (rel instanceof Join join) {
            return visit(join);
        } else if (rel instanceof Union union && union.all) {
            return visit(union);
        }
        List<RelNode> inputs = new ArrayList<>();
        boolean carries = false;
        for (RelNode input : rel.getInputs()) {
            RelNode carried = visit(input);
            carries |= carried != null;
            inputs.add(carried == null ? input : carried);
        }
        refuseSubQueries(rel);
        return carries ? over(rel, inputs.get(0)) : null;
    }

    private static RelNode over(RelNode rel, RelNode input) {
        if (rel instanceof Project project && !RexOver.containsOver(project.getProjects(), null)) {
            int own = project.getInput().getRowType().getFieldCount();
            List<RexNode> expressions = new ArrayList<>(project.getProjects());
            expressions.addAll(refs(input, own, input.getRowType().getFieldCount()));
            return project(input, expressions, null);
        } else if (rel instanceof Filter || rel instanceof Sort) {
            return rel.copy(rel.getTraitSet(), List.of(input));
        }
        throw Util.FoundOne.NULL;
    }

    private boolean isTarget(TableScan scan) {
        BoundTable bound = scan.getTable().unwrap(BoundTable.class);
        return bound != null && table.test(bound.relation()) && occurrence++ == target;
    }

    private RelNode withColumns(TableScan scan) {
        List<RexNode> expressions =
                new ArrayList<>(refs(scan, 0, scan.getRowType().getFieldCount()));
        for (String column : columns) {
            RelDataTypeField field = scan.getRowType().getField(column, true, false);
            if (field == null) {
                throw Util.FoundOne.NULL;
            }
            expressions.add(RexInputRef.of(field.getIndex(), scan.getRowType()));
        }
        return project(scan, expressions, null);
    }

    private @Nullable RelNode visit(PointInTimeJoin join) {
        RelNode labels = visit(join.labels());
        RelNode features = visit(join.features());
        if (labels == null && features == null) {
            return null;
        }
        RelNode widened = join.copy(
                join.getTraitSet(),
                List.of(labels == null ? join.labels() : labels, features == null ? join.features() : features));
        return labels == null ? widened : carriedLast(widened, join.labelColumnCount());
    }

    private @Nullable RelNode visit(Join join) {
        RelNode left = visit(join.getLeft());
        RelNode right = visit(join.getRight());
        refuseSubQueries(join);
        if (left == null && right == null) {
            return null;
        }
        boolean onlyLeft = join.getJoinType() == JoinRelType.SEMI || join.getJoinType() == JoinRelType.ANTI;
        if (onlyLeft && right != null) {
            throw Util.FoundOne.NULL;
        }
        int leftCount = join.getLeft().getRowType().getFieldCount();
        RexNode condition =
                left == null ? join.getCondition() : shifted(join.getCondition(), leftCount, columns.size());
        RelNode widened = join.copy(
                join.getTraitSet(),
                condition,
                left == null ? join.getLeft() : left,
                right == null ? join.getRight() : right,
                join.getJoinType(),
                join.isSemiJoinDone());
        return left == null || onlyLeft ? widened : carriedLast(widened, leftCount);
    }

    private static RexNode shifted(RexNode condition, int from, int by) {
        return condition.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return ref.getIndex() < from ? ref : new RexInputRef(ref.getIndex() + by, ref.getType());
            }
        });
    }

    /** Columns carried on the left stand between the two sides; from there they go to the end. */
    private RelNode carriedLast(RelNode join, int leftCount) {
        List<RexInputRef> expressions = new ArrayList<>(refs(join, 0, leftCount));
        expressions.addAll(
                refs(join, leftCount + columns.size(), join.getRowType().getFieldCount()));
        expressions.addAll(refs(join, leftCount, leftCount + columns.size()));
        return project(join, expressions, null);
    }

    private @Nullable RelNode visit(Union union) {
        RelNode carrying = null;
        for (RelNode input : union.getInputs()) {
            RelNode carried = visit(input);
            // Only one place of the table is traced at a time, so the other inputs have nothing of it to give.
            carrying = carried == null ? carrying : carried;
        }
        return carrying;
    }

    private static void refuseSubQueries(RelNode rel) {
        rel.accept(new RexShuttle() {
            @Override
            public RexNode visitSubQuery(RexSubQuery subQuery) {
                throw Util.FoundOne.NULL;
            }
        });
    }

    private static List<RexInputRef> refs(RelNode rel, int start, int end) {
        return IntStream.range(start, end)
                .mapToObj(index -> RexInputRef.of(index, rel.getRowType()))
                .toList();
    }

    private static RelNode project(RelNode input, List<? extends RexNode> expressions, @Nullable List<String> names) {
        return LogicalProject.create(input, List.of(), expressions, names, Set.of());
    }
}

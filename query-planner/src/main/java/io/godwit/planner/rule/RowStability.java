package io.godwit.planner.rule;

import io.godwit.planner.rel.BoundTable;
import io.godwit.planner.rel.NativeInput;
import io.godwit.planner.rel.Relation;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Whether a plan gives the same rows whenever it runs over the same snapshots, be their order what it may. */
public final class RowStability {
    private static final Set<SqlKind> EXACT_WHATEVER_THE_ORDER = Set.of(SqlKind.COUNT, SqlKind.MIN, SqlKind.MAX);
    private static final Set<SqlKind> EXACT_IN_EXACT_NUMBERS = Set.of(SqlKind.SUM, SqlKind.SUM0, SqlKind.AVG);

    private RowStability() {}

    /** What makes the rows others the next time, in words, or null when nothing does. */
    public static @Nullable String whatVaries(RelNode plan) {
        if (plan instanceof TableScan scan) {
            BoundTable bound = scan.getTable().unwrap(BoundTable.class);
            return bound != null && bound.relation() instanceof Relation.Computed computed && !computed.isPinned()
                    ? "it reads %s, which no snapshot holds".formatted(computed.name())
                    : null;
        }
        VolatileCalls calls = new VolatileCalls();
        plan.accept(calls);
        if (calls.found != null) {
            return "it calls %s, which gives another value each time".formatted(calls.found);
        }
        for (RelNode input : plan.getInputs()) {
            String varies = whatVaries(input);
            if (varies != null) {
                return varies;
            }
        }
        return null;
    }

    /**
     * Whether some operator of a plan gives other rows when its input comes in another order: sums of floating point numbers,
     * limits whose order has ties, and windows, whose orders may.
     */
    public static boolean dependsOnOrder(RelNode plan) {
        boolean here = !(plan instanceof TableScan
                || plan instanceof Values
                || plan instanceof Filter
                || plan instanceof Join
                || plan instanceof SetOp
                || (plan instanceof Project project && !RexOver.containsOver(project.getProjects(), null))
                || (plan instanceof Sort sort && (!isLimit(sort) || RowOrder.isTotal(sort)))
                || (plan instanceof Aggregate aggregate && isExact(aggregate))
                || plan instanceof NativeInput);
        return here || plan.getInputs().stream().anyMatch(RowStability::dependsOnOrder);
    }

    private static boolean isLimit(Sort sort) {
        return sort.fetch != null || sort.offset != null;
    }

    private static boolean isExact(Aggregate aggregate) {
        return RowOrder.areExact(aggregate.getInput(), aggregate.getGroupSet())
                && aggregate.getAggCallList().stream().allMatch(call -> isExact(aggregate, call));
    }

    private static boolean isExact(Aggregate aggregate, AggregateCall call) {
        SqlKind kind = call.getAggregation().getKind();
        return EXACT_WHATEVER_THE_ORDER.contains(kind)
                || (EXACT_IN_EXACT_NUMBERS.contains(kind)
                        && call.getArgList().stream()
                                .noneMatch(argument -> SqlTypeName.APPROX_TYPES.contains(aggregate
                                        .getInput()
                                        .getRowType()
                                        .getFieldList()
                                        .get(argument)
                                        .getType()
                                        .getSqlTypeName())));
    }

    private static final class VolatileCalls extends RexShuttle {
        private @Nullable String found;

        @Override
        public RexNode visitCall(RexCall call) {
            if (!call.getOperator().isDeterministic()) {
                found = call.getOperator().getName();
            }
            return super.visitCall(call);
        }
    }
}

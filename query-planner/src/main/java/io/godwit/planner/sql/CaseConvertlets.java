package io.godwit.planner.sql;

import io.godwit.planner.engine.TryCast;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql2rel.SqlRexConvertlet;
import org.apache.calcite.sql2rel.SqlRexConvertletTable;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.jspecify.annotations.Nullable;

/**
 * Calcite's convertlets, but for a CASE whose type has no nulls: of {@code CASE WHEN x IS NOT NULL THEN x ELSE 1 END}, which
 * COALESCE becomes, Calcite casts the branch {@code x} to NOT NULL. Its simplifier then carries that branch out of the CASE
 * and believes that a comparison with it is never unknown, so that rows are lost.
 */
final class CaseConvertlets implements SqlRexConvertletTable {
    static final SqlRexConvertletTable TABLE = new CaseConvertlets();

    private CaseConvertlets() {}

    @Override
    public @Nullable SqlRexConvertlet get(SqlCall call) {
        SqlRexConvertlet standard = StandardConvertletTable.INSTANCE.get(call);
        if (standard != null && ListItems.operators().contains(call.getOperator())) {
            return (context, converted) -> {
                RexNode list = context.convertExpression(converted.operand(0));
                return ListItems.matters(converted.getOperator(), list.getType())
                        ? standard.convertCall(context, converted)
                        : list;
            };
        }
        if (standard != null && call.getKind() == SqlKind.SAFE_CAST) {
            return (context, converted) -> tried(standard.convertCall(context, converted), context.getRexBuilder());
        } else if (standard == null || call.getKind() != SqlKind.CASE) {
            return standard;
        }
        return (context, converted) ->
                withNullableBranches(standard.convertCall(context, converted), context.getRexBuilder());
    }

    private static RexNode tried(RexNode node, RexBuilder builder) {
        return node.getKind() == SqlKind.SAFE_CAST
                ? builder.makeCall(
                        node.getType(),
                        TryCast.OPERATOR,
                        List.of(((RexCall) node).getOperands().get(0)))
                : node;
    }

    private static RexNode withNullableBranches(RexNode node, RexBuilder builder) {
        if (node.getKind() != SqlKind.CASE) {
            return node;
        }
        RexCall call = (RexCall) node;
        List<RexNode> operands = new ArrayList<>(call.getOperands());
        for (int index = 1; index < operands.size(); index += 2) {
            operands.set(index, withoutClaim(operands.get(index), builder));
        }
        operands.set(operands.size() - 1, withoutClaim(operands.get(operands.size() - 1), builder));
        if (operands.equals(call.getOperands())) {
            return call;
        }
        // The claim stands outside of the CASE, where it is true.
        RelDataType nullable = builder.getTypeFactory().createTypeWithNullability(call.getType(), true);
        return builder.makeAbstractCast(
                call.getType(), builder.makeCall(nullable, call.getOperator(), operands), false);
    }

    /** A cast that does no more than claim its operand to be without nulls, as one that keeps them. */
    private static RexNode withoutClaim(RexNode branch, RexBuilder builder) {
        if (branch.getKind() != SqlKind.CAST || branch.getType().isNullable()) {
            return branch;
        }
        RexNode operand = ((RexCall) branch).getOperands().get(0);
        RelDataType nullable = builder.getTypeFactory().createTypeWithNullability(branch.getType(), true);
        if (!operand.getType().isNullable()) {
            return branch;
        }
        return operand.getType().equals(nullable) ? operand : builder.makeAbstractCast(nullable, operand, false);
    }
}

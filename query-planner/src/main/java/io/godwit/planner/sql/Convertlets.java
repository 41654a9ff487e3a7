package io.godwit.planner.sql;

import io.godwit.planner.engine.TryCast;
import io.godwit.planner.rel.QuantifiedComparisons;
import io.godwit.planner.sql.function.ListItems;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
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
 * Calcite's convertlets, with amendments to what some of them make: a CASE without nulls, a TRY_CAST, comparisons with ANY or
 * ALL of a list, and lists of which UNNEST makes nothing else than of any list.
 */
final class Convertlets implements SqlRexConvertletTable {
    static final SqlRexConvertletTable TABLE = new Convertlets();

    private Convertlets() {}

    @Override
    public @Nullable SqlRexConvertlet get(SqlCall call) {
        SqlRexConvertlet standard = StandardConvertletTable.INSTANCE.get(call);
        BiFunction<RexNode, RexBuilder, RexNode> amendment = amendment(call);
        return standard == null || amendment == null
                ? standard
                : (context, converted) ->
                        amendment.apply(standard.convertCall(context, converted), context.getRexBuilder());
    }

    private static @Nullable BiFunction<RexNode, RexBuilder, RexNode> amendment(SqlCall call) {
        if (ListItems.operators().contains(call.getOperator())) {
            return (node, builder) -> listThatMatters((RexCall) node);
        }
        return switch (call.getKind()) {
            case SAFE_CAST -> Convertlets::tried;
            case CASE -> Convertlets::withNullableBranches;
            case SOME, ALL -> Convertlets::withElementsWrittenOut;
            default -> null;
        };
    }

    private static RexNode listThatMatters(RexCall items) {
        RexNode list = items.getOperands().get(0);
        return ListItems.matters(items.getOperator(), list.getType()) ? items : list;
    }

    /** Of the type that was announced, also where none of the elements can be null. */
    private static RexNode withElementsWrittenOut(RexNode node, RexBuilder builder) {
        RexNode written = QuantifiedComparisons.writtenOut(node, builder);
        return written.getType().equals(node.getType())
                ? written
                : builder.makeAbstractCast(node.getType(), written, false);
    }

    private static RexNode tried(RexNode node, RexBuilder builder) {
        return node.getKind() == SqlKind.SAFE_CAST
                ? builder.makeCall(
                        node.getType(),
                        TryCast.OPERATOR,
                        List.of(((RexCall) node).getOperands().get(0)))
                : node;
    }

    /**
     * Of {@code CASE WHEN x IS NOT NULL THEN x ELSE 1 END}, which COALESCE becomes, Calcite casts the branch {@code x} to NOT
     * NULL. Its simplifier then carries that branch out of the CASE and believes that a comparison with it is never unknown, so
     * that rows are lost.
     */
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

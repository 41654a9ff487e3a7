package io.godwit.planner.rel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/** {@code x < ANY (list)} and {@code x <> ALL (list)}: one comparison with each element, by which scans prune, where the elements are written out. */
public final class QuantifiedComparisons {
    private static final Set<SqlOperator> COMPARISONS = Set.of(
            SqlStdOperatorTable.EQUALS,
            SqlStdOperatorTable.NOT_EQUALS,
            SqlStdOperatorTable.LESS_THAN,
            SqlStdOperatorTable.LESS_THAN_OR_EQUAL,
            SqlStdOperatorTable.GREATER_THAN,
            SqlStdOperatorTable.GREATER_THAN_OR_EQUAL);

    private QuantifiedComparisons() {}

    public static boolean is(RexNode node) {
        return node instanceof RexCall call && call.getOperator() instanceof SqlQuantifyOperator;
    }

    /** The comparison that is made with each element. */
    public static SqlOperator comparison(RexCall call) {
        SqlKind kind = ((SqlQuantifyOperator) call.getOperator()).comparisonKind;
        return COMPARISONS.stream()
                .filter(comparison -> comparison.getKind() == kind)
                .findFirst()
                .orElseThrow();
    }

    /** As single comparisons; a list of which the elements are not known stays a list. */
    public static RexNode writtenOut(RexNode node, RexBuilder builder) {
        if (!is(node)) {
            return node;
        }
        RexCall call = (RexCall) node;
        List<RexNode> written = elements(call.getOperands().get(1), builder);
        return written == null ? node : writtenOut(call, written, builder);
    }

    /** Those of a list, or of one that was cast; null where they are not known. */
    private static @Nullable List<RexNode> elements(RexNode list, RexBuilder builder) {
        if (list.getKind() == SqlKind.ARRAY_VALUE_CONSTRUCTOR) {
            return ((RexCall) list).getOperands();
        } else if (list.getKind() != SqlKind.CAST) {
            return null;
        }
        List<RexNode> uncast = elements(((RexCall) list).getOperands().get(0), builder);
        RelDataType type = list.getType().getComponentType();
        return uncast == null || type == null
                ? null
                : uncast.stream()
                        .map(element -> builder.makeCast(
                                builder.getTypeFactory()
                                        .createTypeWithNullability(
                                                type, element.getType().isNullable()),
                                element))
                        .toList();
    }

    private static RexNode writtenOut(RexCall call, List<RexNode> written, RexBuilder builder) {
        List<RexNode> operands = ofOneType(call.getOperands().get(0), written, builder);
        RexNode value = operands.get(0);
        List<RexNode> elements = operands.subList(1, operands.size());
        SqlOperator comparison = comparison(call);
        boolean isAny = call.getKind() == SqlKind.SOME;
        if (comparison == (isAny ? SqlStdOperatorTable.EQUALS : SqlStdOperatorTable.NOT_EQUALS)) {
            RexNode in = elements.isEmpty() ? builder.makeLiteral(false) : builder.makeIn(value, elements);
            return isAny ? in : RexUtil.not(in);
        }
        List<RexNode> comparisons = elements.stream()
                .map(element -> builder.makeCall(comparison, value, element))
                .toList();
        return isAny
                ? RexUtil.composeDisjunction(builder, comparisons)
                : RexUtil.composeConjunction(builder, comparisons);
    }

    /** The value, and the elements behind it. */
    private static List<RexNode> ofOneType(RexNode value, List<RexNode> written, RexBuilder builder) {
        List<RexNode> operands = new ArrayList<>(List.of(value));
        operands.addAll(written);
        RelDataType common = builder.getTypeFactory()
                .leastRestrictive(operands.stream().map(RexNode::getType).toList());
        if (common != null) {
            operands.replaceAll(operand -> builder.ensureType(common, operand, false));
        }
        return operands;
    }
}

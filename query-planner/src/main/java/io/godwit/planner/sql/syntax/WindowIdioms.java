package io.godwit.planner.sql.syntax;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.planner.sql.function.Casts;
import io.godwit.planner.sql.function.GatheringAggregates;
import io.godwit.planner.sql.text.SqlErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** What may stand before and in OVER that Calcite's validator refuses. */
public final class WindowIdioms {
    private static final Set<String> RANKS = Set.of("RANK", "DENSE_RANK", "PERCENT_RANK", "CUME_DIST", "NTILE");

    /** What sees the whole partition, whatever the frame. */
    private static final Set<String> WITHOUT_FRAME =
            Set.of("ROW_NUMBER", "RANK", "DENSE_RANK", "PERCENT_RANK", "CUME_DIST", "NTILE", "LEAD", "LAG");

    /** Aggregates in windows that are functions of windows by another name. */
    private static final Map<String, SqlAggFunction> OF_ONE_ROW =
            Map.of("FIRST", SqlStdOperatorTable.FIRST_VALUE, "LAST", SqlStdOperatorTable.LAST_VALUE);

    /** What is no aggregate. */
    private static final Set<String> OF_WINDOWS = Stream.concat(
                    WITHOUT_FRAME.stream(), Stream.of("FIRST_VALUE", "LAST_VALUE", "NTH_VALUE"))
            .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> LISTS = Set.of("ARRAY_AGG", "COLLECT");

    private WindowIdioms() {}

    /** @param over a call of OVER, changed in place */
    public static void rewrite(SqlCall over) {
        over.setOperand(0, GatheringAggregates.inWindow(over.operand(0)));
        SqlNode function = over.operand(0);
        if (withoutNullTreatment(function) instanceof SqlBasicCall call) {
            if (over.operand(1) instanceof SqlWindow window && WITHOUT_FRAME.contains(name(call))) {
                window.setLowerBound(null);
                window.setUpperBound(null);
            } else if (OF_ONE_ROW.containsKey(name(call))) {
                call.setOperator(requireNonNull(OF_ONE_ROW.get(name(call)), "function"));
            }
        }
        if (over.operand(1) instanceof SqlWindow window && window.isRows()) {
            countRows(window.getLowerBound());
            countRows(window.getUpperBound());
        }
        if (function.getKind() == SqlKind.FILTER) {
            SqlCall filter = (SqlCall) function;
            over.setOperand(0, filtered(filter, filter.operand(0), filter.operand(1)));
        } else if (withoutNullTreatment(function) instanceof SqlCall call
                && OF_WINDOWS.contains(name(call))
                && call.getFunctionQuantifier() != null) {
            throw SqlErrors.at(
                    ErrorCode.UNSUPPORTED,
                    call,
                    "%s takes no DISTINCT; write a subquery with SELECT DISTINCT beneath the window"
                            .formatted(name(call)));
        } else if (function instanceof SqlCall call
                && RANKS.contains(name(call))
                && over.operand(1) instanceof SqlWindow window
                && window.getRefName() == null
                && window.getOrderList().isEmpty()) {
            window.setOrderList(SqlNodeList.of(SqlLiteral.createExactNumeric("0", window.getParserPosition())));
        }
    }

    /** A parameter that says how many rows a frame goes back is a number. */
    private static void countRows(@Nullable SqlNode bound) {
        if (bound instanceof SqlCall call
                && call.operandCount() == 1
                && call.operand(0) instanceof SqlDynamicParam count) {
            call.setOperand(0, Casts.to(SqlTypeName.INTEGER, count));
        }
    }

    private static SqlNode withoutNullTreatment(SqlNode function) {
        return function instanceof SqlCall call && GatheringAggregates.treatsNulls(call) ? call.operand(0) : function;
    }

    /**
     * Rows that do not pass give the aggregate nulls, which it does not see. Lists keep nulls, and what is no aggregate keeps
     * them or does not look at its arguments.
     */
    private static SqlNode filtered(SqlCall filter, SqlNode function, SqlNode condition) {
        if (!(function instanceof SqlCall call)
                || OF_WINDOWS.contains(name(call))
                || LISTS.contains(name(call))
                || call.operandCount() == 0
                || GatheringAggregates.treatsNulls(call)) {
            throw SqlErrors.at(
                    ErrorCode.UNSUPPORTED,
                    filter,
                    "FILTER in a window function works for aggregates that ignore nulls; write CASE WHEN inside of"
                            + " this one");
        }
        SqlParserPos position = call.getParserPosition();
        SqlNode first = call.operand(0);
        SqlNode counted = first instanceof SqlIdentifier star && star.isStar()
                ? SqlLiteral.createExactNumeric("1", position)
                : first;
        List<SqlNode> operands = new ArrayList<>(call.getOperandList());
        operands.set(
                0,
                SqlCase.createSwitched(
                        position,
                        null,
                        SqlNodeList.of(condition),
                        SqlNodeList.of(counted),
                        SqlLiteral.createNull(position)));
        return call.getOperator().createCall(call.getFunctionQuantifier(), position, operands);
    }

    private static String name(SqlCall call) {
        return call.getOperator().getName().toUpperCase(Locale.ROOT);
    }

    /** {@code count()} counts rows. */
    public static SqlNode countOfRows(SqlCall call) {
        return call.getOperator().createCall(call.getParserPosition(), SqlIdentifier.star(call.getParserPosition()));
    }

    public static boolean isCountOfNothing(SqlCall call) {
        return call.operandCount() == 0
                && name(call).equals("COUNT")
                && !call.getOperator().equals(SqlStdOperatorTable.COUNT);
    }
}

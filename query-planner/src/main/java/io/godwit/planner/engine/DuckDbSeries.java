package io.godwit.planner.engine;

import io.godwit.planner.catalog.Quoted;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Writes series of numbers and times: as a table they come row by row, as a list they are held whole, by no memory's limit. */
final class DuckDbSeries {
    private static final Set<String> NAMES = Set.of("GENERATE_SERIES", "RANGE");

    private static final int LONGEST_LIST = 1_000_000;
    private static final BigDecimal HALF = BigDecimal.valueOf(LONGEST_LIST / 2);

    private DuckDbSeries() {}

    static boolean is(RexNode node) {
        return node instanceof RexCall call
                && call.getOperator() instanceof EngineFunction function
                && NAMES.contains(function.getName());
    }

    /** The one list of one row that is unnested, where it is a series. */
    static @Nullable RexCall unnested(Uncollect uncollect) {
        return !uncollect.withOrdinality
                        && uncollect.getInput().stripped() instanceof Project project
                        && project.getProjects().size() == 1
                        && project.getInput().stripped() instanceof Values one
                        && one.getTuples().size() == 1
                        && is(project.getProjects().get(0))
                ? (RexCall) project.getProjects().get(0)
                : null;
    }

    /** The call as a table. */
    static String table(RexCall series, DuckDbExpressions expressions) {
        return ((EngineFunction) series.getOperator()).unparse(expressions.all(series.getOperands()));
    }

    /** Whether a list within the expression is written with an error for where it is too long. */
    static boolean mayFail(RexNode node) {
        return node instanceof RexCall call
                && (is(call) && !isShort(call) || call.getOperands().stream().anyMatch(DuckDbSeries::mayFail));
    }

    /** Whether the list is known to be short: an expression that may be an error cannot stand everywhere. */
    private static boolean isShort(RexCall series) {
        return series.getOperands().stream()
                .allMatch(operand -> operand instanceof RexLiteral literal
                        && SqlTypeName.INT_TYPES.contains(literal.getType().getSqlTypeName())
                        && !literal.isNull()
                        && RexLiteral.bigDecimalValue(literal).abs().compareTo(HALF) <= 0);
    }

    /** The operands of a list, whose end is an error where it lies too far from its beginning. */
    static List<String> bounded(RexCall series, List<String> operands) {
        if (isShort(series)) {
            return operands;
        }
        int end = Math.min(operands.size() - 1, 1);
        String first = operands.size() == 1 ? "0" : operands.get(0);
        String step = operands.size() < 3 ? "1" : operands.get(2);
        String length = SqlTypes.isInterval(
                        series.getOperands().get(operands.size() - 1).getType())
                ? "(epoch_us(%2$s) - epoch_us(%1$s)) / epoch_us(%3$s)"
                : "(CAST(%2$s AS DOUBLE) - %1$s) / %3$s";
        List<String> bounded = new ArrayList<>(operands);
        bounded.set(
                end,
                "CASE WHEN %s > %d THEN error(%s) ELSE %s END"
                        .formatted(
                                length.formatted(first, operands.get(end), step),
                                LONGEST_LIST,
                                Quoted.text(
                                        "A list of more than %d elements is not made; write FROM %s(…), which makes rows"
                                                .formatted(
                                                        LONGEST_LIST,
                                                        series.getOperator()
                                                                .getName()
                                                                .toLowerCase(Locale.ROOT))),
                                operands.get(end)));
        return bounded;
    }
}

package io.godwit.planner.sql.pointintime;

import static java.util.Objects.requireNonNull;

import io.godwit.planner.parser.MatchCondition;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlAsofJoin;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/** A match condition as one conjunction: its comparisons, and markers for its words. */
public final class MatchConditionSyntax {
    private MatchConditionSyntax() {}

    public static SqlCall of(SqlAsofJoin join) {
        return (SqlCall) requireNonNull(join.getMatchCondition(), "match condition");
    }

    public static SqlNode conjunction(SqlCall condition) {
        SqlParserPos position = condition.getParserPosition();
        List<SqlNode> conjuncts = new ArrayList<>();
        conjuncts.add(MatchCondition.bounds(condition));
        String direction = MatchCondition.direction(condition);
        if (direction != null) {
            SqlLiteral word = SqlLiteral.createCharString(direction, position);
            conjuncts.add(MatchMarkers.DIRECTION.createCall(position, word));
        }
        SqlNodeList ignoreNulls = MatchCondition.ignoreNulls(condition);
        if (!ignoreNulls.isEmpty()) {
            conjuncts.add(MatchMarkers.IGNORE_NULLS.createCall(ignoreNulls));
        }
        return and(conjuncts, position);
    }

    static SqlNode and(List<SqlNode> conjuncts, SqlParserPos position) {
        return conjuncts.stream()
                .reduce((left, right) -> SqlStdOperatorTable.AND.createCall(position, left, right))
                .orElseGet(() -> SqlLiteral.createBoolean(true, position));
    }

    /** The comparisons in a condition, those inside of a validity range too. */
    static List<SqlCall> comparisons(SqlNode condition) {
        List<SqlCall> comparisons = new ArrayList<>();
        collect(condition, comparisons);
        return comparisons;
    }

    private static void collect(SqlNode node, List<SqlCall> comparisons) {
        if (node instanceof SqlCall call) {
            if (SqlKind.COMPARISON.contains(call.getKind())) {
                comparisons.add(call);
            } else if (call.getKind() == SqlKind.AND || call.getKind() == SqlKind.OR) {
                call.getOperandList().forEach(operand -> collect(operand, comparisons));
            }
        }
    }
}

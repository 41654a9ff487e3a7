package io.godwit.planner.sql.syntax;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.planner.parser.QuantifiedLike;
import io.godwit.planner.sql.text.SqlErrors;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/** Makes of {@code x LIKE ANY ('a%', 'b%')} the conditions on one pattern each, of which the scan knows how to prune. */
public final class QuantifiedLikes {
    private QuantifiedLikes() {}

    public static boolean concerns(SqlCall call) {
        return call.getOperator() instanceof QuantifiedLike;
    }

    public static SqlNode conditions(SqlCall call) {
        QuantifiedLike quantified = (QuantifiedLike) call.getOperator();
        SqlOperator connective = quantified.ofAll() ? SqlStdOperatorTable.AND : SqlStdOperatorTable.OR;
        return patterns(call).stream()
                .map(pattern -> condition(call, pattern))
                .reduce((one, next) -> connective.createCall(call.getParserPosition(), one, next))
                .orElseThrow();
    }

    /** Those in parentheses, or in the one list there. */
    private static List<SqlNode> patterns(SqlCall call) {
        SqlNode written = call.operand(1);
        List<SqlNode> patterns = written instanceof SqlNodeList list ? list : List.of(written);
        SqlNode first = patterns.get(0);
        if (patterns.size() == 1 && first.isA(SqlKind.QUERY)) {
            throw SqlErrors.at(
                    ErrorCode.UNSUPPORTED,
                    first,
                    "%s takes patterns and no query; write EXISTS (SELECT … WHERE x %s pattern)"
                            .formatted(
                                    call.getOperator().getName(),
                                    ((QuantifiedLike) call.getOperator()).like().getName()));
        }
        return patterns.size() == 1 && first.getKind() == SqlKind.ARRAY_VALUE_CONSTRUCTOR
                ? ((SqlCall) first).getOperandList()
                : patterns;
    }

    private static SqlNode condition(SqlCall call, SqlNode pattern) {
        QuantifiedLike quantified = (QuantifiedLike) call.getOperator();
        List<SqlNode> operands = new ArrayList<>(List.of(SyntaxCopy.of(call.operand(0)), pattern));
        if (quantified.escape() != null) {
            operands.add(SyntaxCopy.of(quantified.escape()));
        }
        return quantified.like().createCall(call.getParserPosition(), operands);
    }
}

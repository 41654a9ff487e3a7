package io.godwit.planner.parser;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** {@code GROUP BY ALL}: by everything selected that holds no aggregate. */
public final class GroupByAll {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("GROUP BY ALL", SqlKind.OTHER);

    private GroupByAll() {}

    static SqlNodeList clause(SqlParserPos position) {
        return new SqlNodeList(java.util.List.of(OPERATOR.createCall(position)), position);
    }

    public static boolean is(@Nullable SqlNodeList groupBy) {
        return groupBy != null
                && groupBy.size() == 1
                && groupBy.get(0) instanceof SqlCall call
                && call.getOperator().equals(OPERATOR);
    }

    /** Whether a token ends the clause, so that ALL is not the standard's word before a list. */
    static boolean endsBefore(int token) {
        return switch (token) {
            case GodwitSqlParserImplConstants.EOF,
                    GodwitSqlParserImplConstants.ORDER,
                    GodwitSqlParserImplConstants.HAVING,
                    GodwitSqlParserImplConstants.WINDOW,
                    GodwitSqlParserImplConstants.QUALIFY,
                    GodwitSqlParserImplConstants.LIMIT,
                    GodwitSqlParserImplConstants.OFFSET,
                    GodwitSqlParserImplConstants.FETCH,
                    GodwitSqlParserImplConstants.UNION,
                    GodwitSqlParserImplConstants.INTERSECT,
                    GodwitSqlParserImplConstants.EXCEPT,
                    GodwitSqlParserImplConstants.SET_MINUS,
                    GodwitSqlParserImplConstants.RPAREN -> true;
            default -> false;
        };
    }
}

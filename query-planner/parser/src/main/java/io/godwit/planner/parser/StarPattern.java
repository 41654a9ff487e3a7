package io.godwit.planner.parser;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlLikeOperator;

/** {@code * LIKE 'a%'} and its like: a call whose first operand is a star, or a choice among its columns. */
public final class StarPattern {
    private StarPattern() {}

    public static boolean is(SqlNode item) {
        return item instanceof SqlCall call && call.getOperator() instanceof SqlLikeOperator && isStar(call.operand(0));
    }

    private static boolean isStar(SqlNode node) {
        return node instanceof SqlIdentifier identifier && identifier.isStar()
                || node instanceof SqlCall call && call.getOperator().equals(StarChoice.OPERATOR);
    }

    /** Whether a pattern of names begins with a token that has another behind it. */
    static boolean follows(SqlNode star, int token, int next) {
        int word = token == GodwitSqlParserImplConstants.NOT ? next : token;
        return isStar(star)
                && (word == GodwitSqlParserImplConstants.LIKE
                        || word == GodwitSqlParserImplConstants.ILIKE
                        || word == GodwitSqlParserImplConstants.SIMILAR);
    }
}

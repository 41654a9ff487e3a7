package io.godwit.planner.parser;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * {@code x.* EXCLUDE (a) REPLACE (e AS b) RENAME (c AS d) PREFIX 'p_'}: a call with the star, the names left out, the columns
 * computed anew, the columns called otherwise, and what goes before each name; lists may be empty and the prefix null.
 */
public final class StarChoice {
    public static final SqlOperator OPERATOR = new SqlSpecialOperator("STAR CHOICE", SqlKind.OTHER) {
        @Override
        public void unparse(SqlWriter writer, SqlCall call, int leftPrec, int rightPrec) {
            call.operand(0).unparse(writer, 0, 0);
        }
    };

    private StarChoice() {}

    /** Whether a choice among the columns of {@code star} begins with a token that has another behind it. */
    static boolean follows(SqlNode star, int token, int next) {
        if (!(star instanceof SqlIdentifier identifier) || !identifier.isStar()) {
            return false;
        }
        return switch (token) {
            case GodwitSqlParserImplConstants.EXCLUDE,
                    GodwitSqlParserImplConstants.REPLACE,
                    GodwitSqlParserImplConstants.RENAME -> true;
            case GodwitSqlParserImplConstants.EXCEPT -> next == GodwitSqlParserImplConstants.LPAREN;
            case GodwitSqlParserImplConstants.PREFIX -> next == GodwitSqlParserImplConstants.QUOTED_STRING;
            default -> false;
        };
    }

    static SqlNode of(
            SqlNode star,
            SqlNodeList excluded,
            SqlNodeList replaced,
            SqlNodeList renamed,
            @Nullable SqlNode prefix,
            SqlParserPos position) {
        return OPERATOR.createCall(position, star, excluded, replaced, renamed, prefix);
    }
}

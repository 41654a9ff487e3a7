package io.godwit.planner.parser;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code ORDER BY ALL}: by every column selected, from the first to the last. */
public final class OrderByAll {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("ALL", SqlKind.OTHER) {
        @Override
        public void unparse(SqlWriter writer, SqlCall call, int leftPrec, int rightPrec) {
            writer.keyword("ALL");
        }
    };

    private OrderByAll() {}

    static SqlNode key(SqlParserPos position) {
        return OPERATOR.createCall(position);
    }

    public static boolean is(SqlNode key) {
        return key instanceof SqlCall call && call.getOperator() == OPERATOR;
    }
}

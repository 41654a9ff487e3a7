package io.godwit.planner.parser;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;

/** {@code table FOR VERSION AS OF version}: a call with the table and a number or string literal. */
public final class VersionClause {
    public static final SqlOperator OPERATOR = new SqlSpecialOperator("FOR VERSION AS OF", SqlKind.OTHER) {
        @Override
        public void unparse(SqlWriter writer, SqlCall call, int leftPrec, int rightPrec) {
            call.operand(0).unparse(writer, 0, 0);
            writer.keyword("FOR VERSION AS OF");
            call.operand(1).unparse(writer, 0, 0);
        }
    };

    private VersionClause() {}
}

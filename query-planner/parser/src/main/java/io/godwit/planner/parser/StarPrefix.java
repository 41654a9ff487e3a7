package io.godwit.planner.parser;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;

/** {@code x.* PREFIX 'p_'}: a call with the star and the prefix, which goes before the name of each of its columns. */
public final class StarPrefix {
    public static final SqlOperator OPERATOR = new SqlSpecialOperator("PREFIX", SqlKind.OTHER) {
        @Override
        public void unparse(SqlWriter writer, SqlCall call, int leftPrec, int rightPrec) {
            call.operand(0).unparse(writer, 0, 0);
            writer.keyword("PREFIX");
            call.operand(1).unparse(writer, 0, 0);
        }
    };

    private StarPrefix() {}

    static boolean isStar(SqlNode node) {
        return node instanceof SqlIdentifier identifier && identifier.isStar();
    }

    static SqlNode of(SqlNode star, SqlNode prefix) {
        return OPERATOR.createCall(star.getParserPosition().plus(prefix.getParserPosition()), star, prefix);
    }
}

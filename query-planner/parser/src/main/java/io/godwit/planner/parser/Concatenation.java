package io.godwit.planner.parser;

import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.jspecify.annotations.Nullable;

/** {@code a || b}: Calcite's, that binds less tightly than a sum, as in PostgreSQL and DuckDB. Calcite's own binds like a product. */
public final class Concatenation {
    /** Between those of sums and of LIKE. */
    static final int PRECEDENCE = 38;

    public static final SqlBinaryOperator OPERATOR =
            new SqlBinaryOperator(
                    "||", SqlKind.OTHER, PRECEDENCE, true, ReturnTypes.VARCHAR, null, OperandTypes.ANY_ANY) {
                @Override
                public SqlCall createCall(
                        @Nullable SqlLiteral qualifier, SqlParserPos position, @Nullable SqlNode... operands) {
                    return SqlStdOperatorTable.CONCAT.createCall(qualifier, position, operands);
                }
            };

    private Concatenation() {}
}

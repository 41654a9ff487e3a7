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

/** {@code x::type}: a CAST that binds more tightly than all but brackets and dots, so that {@code a = b::int} casts {@code b}. */
public final class InfixCast {
    /** Above that of a sign. */
    private static final int PRECEDENCE = 94;

    public static final SqlBinaryOperator OPERATOR =
            new SqlBinaryOperator("::", SqlKind.CAST, PRECEDENCE, true, ReturnTypes.ARG1, null, OperandTypes.ANY_ANY) {
                @Override
                public SqlCall createCall(
                        @Nullable SqlLiteral qualifier, SqlParserPos position, @Nullable SqlNode... operands) {
                    return SqlStdOperatorTable.CAST.createCall(qualifier, position, operands);
                }
            };

    private InfixCast() {}
}

package io.godwit.planner.parser;

import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.jspecify.annotations.Nullable;

/** How tightly {@code ::}, {@code ||} and {@code **} bind, as in PostgreSQL; what becomes of them is calls of Calcite's. */
public final class InfixOperators {
    /** {@code x::type}: more tightly than a sign, so that {@code a = b::int} casts {@code b}. */
    public static final SqlBinaryOperator CAST = operator("::", 94, SqlStdOperatorTable.CAST);

    /** {@code a || b}: between operators of bits and LIKE. Calcite's own binds like a product. */
    public static final SqlBinaryOperator CONCAT = operator("||", 34, SqlStdOperatorTable.CONCAT);

    /** {@code a ** b} and {@code a ^ b}: between a sign and a product, and from the left, so that {@code -2 ** 2 ** 3} is 64. */
    public static final SqlBinaryOperator POWER = operator("**", 64, SqlStdOperatorTable.POWER);

    private InfixOperators() {}

    private static SqlBinaryOperator operator(String name, int precedence, SqlOperator meant) {
        return new SqlBinaryOperator(
                name, SqlKind.OTHER, precedence, true, ReturnTypes.ARG0, null, OperandTypes.ANY_ANY) {
            @Override
            public SqlCall createCall(
                    @Nullable SqlLiteral qualifier, SqlParserPos position, @Nullable SqlNode... operands) {
                return meant.createCall(qualifier, position, operands);
            }
        };
    }
}

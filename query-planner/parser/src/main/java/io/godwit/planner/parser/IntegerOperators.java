package io.godwit.planner.parser;

import java.util.List;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlPrefixOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeFamily;

/** Operators of whole numbers that Calcite does not have, or has with another precedence. */
public final class IntegerOperators {
    /** Between {@code ||} and sums, as in DuckDB: {@code 1 << n + 1} shifts by a sum, {@code 1 | 2 & 4} is {@code (1 | 2) & 4}. */
    private static final int OF_BITS = 36;

    private static final int OF_ALL_BITS = 38;

    /** {@code a // b}: a quotient, cut towards zero. Calcite's lexer would begin a comment there. */
    public static final SqlBinaryOperator QUOTIENT = infix("//", SqlStdOperatorTable.DIVIDE.getLeftPrec());

    public static final SqlBinaryOperator AND = infix("&", OF_BITS);
    public static final SqlBinaryOperator OR = infix("|", OF_BITS);
    public static final SqlBinaryOperator SHIFT_LEFT = infix("<<", OF_BITS);
    public static final SqlBinaryOperator SHIFT_RIGHT = infix(">>", OF_BITS);

    /** {@code ~a}: between the others and sums, so that {@code ~a + 1} is that of a sum. */
    public static final SqlPrefixOperator NOT = new SqlPrefixOperator(
            "~",
            SqlKind.OTHER,
            OF_ALL_BITS,
            ReturnTypes.ARG0,
            InferTypes.FIRST_KNOWN,
            OperandTypes.family(SqlTypeFamily.INTEGER));

    private IntegerOperators() {}

    public static List<SqlOperator> all() {
        return List.of(QUOTIENT, AND, OR, SHIFT_LEFT, SHIFT_RIGHT, NOT);
    }

    private static SqlBinaryOperator infix(String name, int precedence) {
        return new SqlBinaryOperator(
                name,
                SqlKind.OTHER,
                precedence,
                true,
                ReturnTypes.LEAST_RESTRICTIVE,
                InferTypes.FIRST_KNOWN,
                OperandTypes.family(SqlTypeFamily.INTEGER, SqlTypeFamily.INTEGER));
    }
}

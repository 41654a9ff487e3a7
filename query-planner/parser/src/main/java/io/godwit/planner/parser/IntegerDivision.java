package io.godwit.planner.parser;

import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeFamily;

/** {@code a // b}: a quotient of whole numbers, cut towards zero. Calcite's lexer would begin a comment there. */
public final class IntegerDivision {
    public static final SqlBinaryOperator OPERATOR = new SqlBinaryOperator(
            "//",
            SqlKind.OTHER,
            SqlStdOperatorTable.DIVIDE.getLeftPrec(),
            true,
            ReturnTypes.LEAST_RESTRICTIVE,
            InferTypes.FIRST_KNOWN,
            OperandTypes.family(SqlTypeFamily.INTEGER, SqlTypeFamily.INTEGER));

    private IntegerDivision() {}
}

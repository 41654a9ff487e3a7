package io.godwit.planner.parser;

import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeTransforms;

/** {@code json -> 'key'} and {@code json ->> 'key'}: a part of a text in JSON, as JSON and as text; a number counts from 0. */
public final class JsonArrow {
    /** That of {@code ||}, as in PostgreSQL. */
    private static final int PRECEDENCE = InfixOperators.CONCAT.getLeftPrec();

    private static final SqlOperandTypeChecker OPERANDS = OperandTypes.or(
            OperandTypes.STRING_STRING, OperandTypes.family(SqlTypeFamily.STRING, SqlTypeFamily.INTEGER));

    public static final SqlBinaryOperator JSON = operator("->");
    public static final SqlBinaryOperator TEXT = operator("->>");

    private JsonArrow() {}

    private static SqlBinaryOperator operator(String name) {
        return new SqlBinaryOperator(
                name,
                SqlKind.OTHER,
                PRECEDENCE,
                true,
                ReturnTypes.VARCHAR_NULLABLE.andThen(SqlTypeTransforms.FORCE_NULLABLE),
                InferTypes.FIRST_KNOWN,
                OPERANDS);
    }

    /** Whether tokens behind a name are an arrow and a key, and no function of that name. */
    static boolean follows(int token, int next) {
        return token == GodwitSqlParserImplConstants.LAMBDA
                && (next == GodwitSqlParserImplConstants.QUOTED_STRING
                        || next == GodwitSqlParserImplConstants.UNSIGNED_INTEGER_LITERAL);
    }
}

package io.godwit.planner.parser;

import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;

/** {@code x GLOB 'a*'}: patterns with {@code *}, {@code ?} and {@code [a-z]}, as shells have them. */
public final class Glob {
    /** That of LIKE. */
    static final int PRECEDENCE = 32;

    public static final SqlBinaryOperator OPERATOR = operator("GLOB");
    public static final SqlBinaryOperator NEGATED = operator("NOT GLOB");

    private Glob() {}

    private static SqlBinaryOperator operator(String name) {
        return new SqlBinaryOperator(
                name,
                SqlKind.OTHER,
                PRECEDENCE,
                true,
                ReturnTypes.BOOLEAN_NULLABLE,
                InferTypes.FIRST_KNOWN,
                OperandTypes.STRING_STRING);
    }
}

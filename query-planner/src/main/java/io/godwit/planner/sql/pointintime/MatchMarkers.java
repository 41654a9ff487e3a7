package io.godwit.planner.sql.pointintime;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/**
 * Conjuncts that stand for the words of a match condition that are no comparisons, so that they pass validation and
 * conversion together with the comparisons. No user can write them.
 */
final class MatchMarkers {
    /** Called with FORWARD or NEAREST. */
    static final SqlOperator DIRECTION = marker("MATCH DIRECTION");

    /** Called with the columns that ignore nulls. */
    static final SqlOperator IGNORE_NULLS = marker("MATCH IGNORE NULLS");

    private static final int PRECEDENCE = 100;

    private MatchMarkers() {}

    private static SqlOperator marker(String name) {
        return new SqlSpecialOperator(
                name, SqlKind.OTHER, PRECEDENCE, true, ReturnTypes.BOOLEAN_NOT_NULL, null, OperandTypes.VARIADIC) {
            /** Calcite would look the name up among the functions a user can call. */
            @Override
            public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
                call.getOperandList().forEach(operand -> validator.deriveType(scope, operand));
                return validator.getTypeFactory().createSqlType(SqlTypeName.BOOLEAN);
            }
        };
    }
}

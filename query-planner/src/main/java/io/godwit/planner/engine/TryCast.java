package io.godwit.planner.engine;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.OperandTypes;

/** TRY_CAST in a plan. Of Calcite's own, its simplifier makes a CAST, which fails, where another cast stands within. */
public final class TryCast {
    public static final SqlFunction OPERATOR = new SqlFunction(
            "TRY_CAST",
            SqlKind.OTHER_FUNCTION,
            TryCast::typeOf,
            null,
            OperandTypes.ANY,
            SqlFunctionCategory.USER_DEFINED_FUNCTION);

    private TryCast() {}

    private static RelDataType typeOf(SqlOperatorBinding call) {
        throw new IllegalStateException("A cast has the type it is made with");
    }
}

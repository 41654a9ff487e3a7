package io.godwit.planner.sql;

import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;

/**
 * Conjuncts that stand for the words of a match condition that are no comparisons, so that they pass validation and
 * conversion together with the comparisons. No user can write them.
 */
final class MatchMarkers {
    /** {@code DIRECTION('FORWARD')} */
    static final SqlFunction DIRECTION = marker("$MATCH_DIRECTION");

    /** {@code IGNORE_NULLS(a, b)} */
    static final SqlFunction IGNORE_NULLS = marker("$MATCH_IGNORE_NULLS");

    private MatchMarkers() {}

    private static SqlFunction marker(String name) {
        return new SqlFunction(
                name,
                SqlKind.OTHER_FUNCTION,
                ReturnTypes.BOOLEAN_NOT_NULL,
                null,
                OperandTypes.VARIADIC,
                SqlFunctionCategory.SYSTEM);
    }
}

package io.godwit.planner.sql.function;

import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeFamily;

/** The one part of a time that is no whole number: EXTRACT and {@code date_part} would cut the seconds' fraction off. */
public final class EpochSeconds {
    private EpochSeconds() {}

    public static boolean concerns(SqlCall call) {
        SqlNode unit = call.operandCount() == 2 ? call.operand(0) : null;
        if (call.getKind() == SqlKind.EXTRACT) {
            return unit instanceof SqlIntervalQualifier qualifier && qualifier.timeUnitRange == TimeUnitRange.EPOCH;
        }
        return call.getOperator().getName().equalsIgnoreCase("DATE_PART")
                && unit instanceof SqlLiteral literal
                && SqlTypeFamily.CHARACTER.getTypeNames().contains(literal.getTypeName())
                && "epoch".equalsIgnoreCase(literal.toValue());
    }

    public static SqlCall rewritten(SqlCall call) {
        return TimeFunctions.EPOCH.createCall(call.getParserPosition(), call.<SqlNode>operand(1));
    }
}

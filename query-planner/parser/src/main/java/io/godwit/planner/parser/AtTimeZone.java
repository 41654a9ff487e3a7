package io.godwit.planner.parser;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;

/** {@code time AT TIME ZONE 'Europe/Berlin'}: of an instant what clocks show there, and of what clocks show the instant. */
public final class AtTimeZone {
    private static final int PRECEDENCE = 70;

    public static final SqlBinaryOperator OPERATOR = new SqlBinaryOperator(
            "AT TIME ZONE",
            SqlKind.OTHER,
            PRECEDENCE,
            true,
            AtTimeZone::result,
            InferTypes.FIRST_KNOWN,
            OperandTypes.family(SqlTypeFamily.TIMESTAMP, SqlTypeFamily.CHARACTER));

    private AtTimeZone() {}

    private static RelDataType result(SqlOperatorBinding call) {
        RelDataType time = call.getOperandType(0);
        RelDataTypeFactory types = call.getTypeFactory();
        RelDataType other = types.createSqlType(
                time.getSqlTypeName() == SqlTypeName.TIMESTAMP
                        ? SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE
                        : SqlTypeName.TIMESTAMP,
                time.getPrecision());
        return types.createTypeWithNullability(
                other, time.isNullable() || call.getOperandType(1).isNullable());
    }
}

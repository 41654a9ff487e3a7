package io.godwit.planner.rel;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/** The SQL types as Iceberg and Arrow have them: times to nanoseconds, decimals to 38 digits, text in UTF-8. */
public final class GodwitTypeSystem extends RelDataTypeSystemImpl {
    private static final int NANOS = 9;
    private static final int MICROS = 6;
    private static final int DECIMAL_DIGITS = 38;

    @Override
    public int getMaxPrecision(SqlTypeName type) {
        return switch (type) {
            case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> NANOS;
            case DECIMAL -> DECIMAL_DIGITS;
            default -> super.getMaxPrecision(type);
        };
    }

    @Override
    public int getMaxScale(SqlTypeName type) {
        return type == SqlTypeName.DECIMAL ? DECIMAL_DIGITS : super.getMaxScale(type);
    }

    @Override
    public int getDefaultPrecision(SqlTypeName type) {
        return switch (type) {
            case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> MICROS;
            default -> super.getDefaultPrecision(type);
        };
    }

    /** {@code CASE} and {@code UNION} of 'a' and 'bcd' is text, not blank-padded characters. */
    @Override
    public boolean shouldConvertRaggedUnionTypesToVarying() {
        return true;
    }

    /** Sums of integers are BIGINT, and too large a sum is an error; sums of decimals have all digits there are. */
    @Override
    public RelDataType deriveSumType(RelDataTypeFactory types, RelDataType argument) {
        RelDataType sum = switch (argument.getSqlTypeName()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, UTINYINT, USMALLINT, UINTEGER, UBIGINT ->
                types.createSqlType(SqlTypeName.BIGINT);
            case REAL, FLOAT -> types.createSqlType(SqlTypeName.DOUBLE);
            case DECIMAL -> types.createSqlType(SqlTypeName.DECIMAL, DECIMAL_DIGITS, argument.getScale());
            default -> argument;
        };
        return types.createTypeWithNullability(sum, argument.isNullable());
    }

    @Override
    public RelDataType deriveAvgAggType(RelDataTypeFactory types, RelDataType argument) {
        return nullableDouble(types, argument.isNullable());
    }

    /** A quotient of decimals is DOUBLE, as the engine computes it. */
    @Override
    public @Nullable RelDataType deriveDecimalDivideType(
            RelDataTypeFactory types, RelDataType dividend, RelDataType divisor) {
        boolean decimals =
                dividend.getSqlTypeName() == SqlTypeName.DECIMAL || divisor.getSqlTypeName() == SqlTypeName.DECIMAL;
        return decimals && SqlTypeUtil.isExactNumeric(dividend) && SqlTypeUtil.isExactNumeric(divisor)
                ? nullableDouble(types, dividend.isNullable() || divisor.isNullable())
                : null;
    }

    private static RelDataType nullableDouble(RelDataTypeFactory types, boolean nullable) {
        return types.createTypeWithNullability(types.createSqlType(SqlTypeName.DOUBLE), nullable);
    }
}

package io.godwit.planner.sql.function;

import io.godwit.planner.rel.Signs;
import java.util.List;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.implicit.TypeCoercionImpl;
import org.apache.calcite.util.DateString;
import org.jspecify.annotations.Nullable;

/**
 * Dates as PostgreSQL and DuckDB reckon with them: a whole number added to a date or taken from it is days, and a date
 * taken from another gives the days between them.
 */
public final class DateArithmetic extends TypeCoercionImpl {
    private static final DateString EPOCH = DateString.fromDaysSinceEpoch(0);

    public DateArithmetic(RelDataTypeFactory types, SqlValidator validator) {
        super(types, validator);
    }

    @Override
    public boolean binaryArithmeticCoercion(SqlCallBinding binding) {
        SqlKind kind = binding.getOperator().getKind();
        SqlCall call = binding.getCall();
        if (binding.getOperandCount() == 2 && (kind == SqlKind.PLUS || kind == SqlKind.MINUS)) {
            boolean firstIsDate = isDate(binding.getOperandType(0));
            boolean secondIsDate = isDate(binding.getOperandType(1));
            if (firstIsDate && secondIsDate && kind == SqlKind.MINUS) {
                call.setOperand(0, daysSinceEpoch(call.operand(0)));
                call.setOperand(1, daysSinceEpoch(call.operand(1)));
                return true;
            } else if (firstIsDate && SqlTypeUtil.isIntType(binding.getOperandType(1))) {
                call.setOperand(1, days(call.operand(1)));
                return true;
            } else if (secondIsDate && kind == SqlKind.PLUS && SqlTypeUtil.isIntType(binding.getOperandType(0))) {
                call.setOperand(0, days(call.operand(0)));
                return true;
            }
        }
        return super.binaryArithmeticCoercion(binding);
    }

    /** Of numbers with and without a sign, of which Calcite takes the one or the other type. */
    @Override
    public @Nullable RelDataType commonTypeForBinaryComparison(@Nullable RelDataType one, @Nullable RelDataType other) {
        return one != null && other != null && Signs.differ(List.of(one, other))
                ? factory.leastRestrictive(List.of(one, other))
                : super.commonTypeForBinaryComparison(one, other);
    }

    private static boolean isDate(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.DATE;
    }

    private static SqlNode days(SqlNode number) {
        SqlParserPos position = number.getParserPosition();
        SqlNode day =
                SqlLiteral.createInterval(1, "1", new SqlIntervalQualifier(TimeUnit.DAY, null, position), position);
        return SqlStdOperatorTable.MULTIPLY.createCall(position, day, number);
    }

    private static SqlNode daysSinceEpoch(SqlNode date) {
        SqlParserPos position = date.getParserPosition();
        return TimeFunctions.DATE_DIFF.createCall(
                position,
                List.of(SqlLiteral.createCharString("day", position), SqlLiteral.createDate(EPOCH, position), date));
    }
}

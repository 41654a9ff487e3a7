package io.godwit.planner.sql.function;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/** Casts that nobody wrote, at the place of what they cast. */
public final class Casts {
    private Casts() {}

    public static SqlCall to(SqlTypeName type, SqlNode operand) {
        return to(type, RelDataType.PRECISION_NOT_SPECIFIED, operand);
    }

    public static SqlCall to(SqlTypeName type, int precision, SqlNode operand) {
        SqlParserPos position = operand.getParserPosition();
        return SqlStdOperatorTable.CAST.createCall(
                position, operand, new SqlDataTypeSpec(new SqlBasicTypeNameSpec(type, precision, position), position));
    }
}

package io.godwit.planner.sql;

import io.godwit.planner.catalog.PinnedTable;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Types of a table's columns of times, as SQL has them. */
final class TimeColumns {
    private static final int NANOS = 9;
    private static final int MICROS = 6;

    private TimeColumns() {}

    /** A copy of a time as it was written; a parameter or a text becomes a time of the column's type. */
    static SqlNode time(SqlNode written, @Nullable PinnedTable table, String column) {
        SqlNode copy = SyntaxCopy.of(written);
        SqlTypeName type = table == null ? null : typeOf(table, column);
        boolean isBare = written.getKind() == SqlKind.DYNAMIC_PARAM
                || (written instanceof SqlLiteral literal && literal.getTypeName() == SqlTypeName.CHAR);
        if (!isBare || table == null || type == null) {
            return copy;
        }
        SqlParserPos position = written.getParserPosition();
        int precision = type.allowsPrec() ? precisionOf(table, column) : RelDataType.PRECISION_NOT_SPECIFIED;
        return SqlStdOperatorTable.CAST.createCall(
                position, copy, new SqlDataTypeSpec(new SqlBasicTypeNameSpec(type, precision, position), position));
    }

    /** Null for a column that is no time, or is not there. */
    private static @Nullable SqlTypeName typeOf(PinnedTable table, String column) {
        Type type = typeIn(table, column);
        if (type instanceof Types.TimestampType timestamp) {
            return timestamp(timestamp.shouldAdjustToUTC());
        } else if (type instanceof Types.TimestampNanoType timestamp) {
            return timestamp(timestamp.shouldAdjustToUTC());
        } else if (type instanceof Types.DateType) {
            return SqlTypeName.DATE;
        }
        return type instanceof Types.LongType || type instanceof Types.IntegerType ? SqlTypeName.BIGINT : null;
    }

    private static @Nullable Type typeIn(PinnedTable table, String column) {
        Types.NestedField field = table.schema().caseInsensitiveFindField(column);
        return field == null ? null : field.type();
    }

    private static SqlTypeName timestamp(boolean hasZone) {
        return hasZone ? SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE : SqlTypeName.TIMESTAMP;
    }

    private static int precisionOf(PinnedTable table, String column) {
        return typeIn(table, column) instanceof Types.TimestampNanoType ? NANOS : MICROS;
    }
}

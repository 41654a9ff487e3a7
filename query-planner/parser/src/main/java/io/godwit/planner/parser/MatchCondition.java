package io.godwit.planner.parser;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * What stands after MATCH_CONDITION: a call with the bounds (an expression, or {@link #AS_OF} in the short form), the
 * direction (FORWARD, NEAREST or a null literal) and the columns that ignore nulls.
 */
public final class MatchCondition {
    /** The whole condition: bounds, direction, columns that ignore nulls. */
    public static final SqlOperator OPERATOR = new SqlSpecialOperator("MATCH_CONDITION", SqlKind.OTHER) {
        @Override
        public void unparse(SqlWriter writer, SqlCall call, int leftPrec, int rightPrec) {
            call.operand(0).unparse(writer, 0, 0);
            String direction = direction(call);
            if (direction != null) {
                writer.keyword(direction);
            }
            SqlNodeList ignoreNulls = ignoreNulls(call);
            if (!ignoreNulls.isEmpty()) {
                writer.keyword("IGNORE NULLS");
                SqlWriter.Frame list = writer.startList("(", ")");
                for (SqlNode column : ignoreNulls) {
                    writer.sep(",");
                    column.unparse(writer, 0, 0);
                }
                writer.endList(list);
            }
        }
    };

    /** The short form {@code feature AS OF time}. */
    public static final SqlOperator AS_OF = new SqlSpecialOperator("AS OF", SqlKind.OTHER) {
        @Override
        public void unparse(SqlWriter writer, SqlCall call, int leftPrec, int rightPrec) {
            call.operand(0).unparse(writer, 0, 0);
            writer.keyword("AS OF");
            call.operand(1).unparse(writer, 0, 0);
        }
    };

    private MatchCondition() {}

    static SqlCall of(
            SqlNode bounds, @Nullable SqlLiteral direction, @Nullable SqlNodeList ignoreNulls, SqlParserPos position) {
        return OPERATOR.createCall(
                position,
                bounds,
                direction == null ? SqlLiteral.createNull(position) : direction,
                ignoreNulls == null ? SqlNodeList.EMPTY : ignoreNulls);
    }

    /** A condition of bounds alone. */
    public static SqlCall of(SqlNode bounds, SqlParserPos position) {
        return of(bounds, null, null, position);
    }

    public static SqlNode bounds(SqlCall condition) {
        return condition.operand(0);
    }

    /** FORWARD, NEAREST or null. */
    public static @Nullable String direction(SqlCall condition) {
        SqlLiteral direction = condition.operand(1);
        return direction.getTypeName() == SqlTypeName.NULL ? null : direction.getValueAs(String.class);
    }

    public static SqlNodeList ignoreNulls(SqlCall condition) {
        return condition.operand(2);
    }
}

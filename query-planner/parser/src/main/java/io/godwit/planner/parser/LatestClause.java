package io.godwit.planner.parser;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * {@code table FOR LATEST [event_time] AS OF instant [BY (keys)]}: a call with the table, the instant, the keys and the event
 * time, each a list that is empty where the table's declaration decides.
 */
public final class LatestClause {
    public static final SqlOperator OPERATOR = new SqlSpecialOperator("FOR LATEST AS OF", SqlKind.OTHER) {
        @Override
        public void unparse(SqlWriter writer, SqlCall call, int leftPrec, int rightPrec) {
            call.operand(0).unparse(writer, 0, 0);
            writer.keyword("FOR LATEST");
            SqlIdentifier time = eventTime(call);
            if (time != null) {
                time.unparse(writer, 0, 0);
            }
            writer.keyword("AS OF");
            instant(call).unparse(writer, 0, 0);
            if (!keys(call).isEmpty()) {
                writer.keyword("BY");
                SqlWriter.Frame list = writer.startList("(", ")");
                for (SqlNode key : keys(call)) {
                    writer.sep(",");
                    key.unparse(writer, 0, 0);
                }
                writer.endList(list);
            }
        }
    };

    private LatestClause() {}

    static SqlCall of(
            SqlNode table,
            @Nullable SqlIdentifier eventTime,
            SqlNode instant,
            @Nullable SqlNodeList keys,
            SqlParserPos position) {
        SqlNodeList time = eventTime == null ? SqlNodeList.EMPTY : SqlNodeList.of(eventTime);
        return OPERATOR.createCall(position, table, instant, keys == null ? SqlNodeList.EMPTY : keys, time);
    }

    public static SqlNode instant(SqlCall clause) {
        return clause.operand(1);
    }

    /** The columns that name an entity, or none where the table says. */
    public static SqlNodeList keys(SqlCall clause) {
        return clause.operand(2);
    }

    /** The column of event times, or null where the table says. */
    public static @Nullable SqlIdentifier eventTime(SqlCall clause) {
        SqlNodeList time = clause.operand(3);
        return time.isEmpty() ? null : (SqlIdentifier) time.get(0);
    }
}

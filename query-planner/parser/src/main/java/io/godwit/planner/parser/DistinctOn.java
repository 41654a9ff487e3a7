package io.godwit.planner.parser;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.jspecify.annotations.Nullable;

/** {@code SELECT DISTINCT ON (keys)}: stands where QUALIFY does, as a call with the keys and what QUALIFY says itself. */
public final class DistinctOn {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("DISTINCT ON", SqlKind.OTHER);

    private DistinctOn() {}

    /** What QUALIFY becomes. */
    static @Nullable SqlNode among(@Nullable SqlNodeList keys, @Nullable SqlNode qualify) {
        if (keys == null) {
            return qualify;
        }
        return qualify == null
                ? OPERATOR.createCall(keys.getParserPosition(), new SqlNode[] {keys})
                : OPERATOR.createCall(keys.getParserPosition(), keys, qualify);
    }

    /** The keys, or null where the select has none. */
    public static @Nullable SqlNodeList keys(SqlSelect select) {
        return select.getQualify() instanceof SqlCall call && call.getOperator().equals(OPERATOR)
                ? call.operand(0)
                : null;
    }

    /** What QUALIFY itself says, in a select that has keys. */
    public static List<SqlNode> qualify(SqlSelect select) {
        SqlCall call = (SqlCall) java.util.Objects.requireNonNull(select.getQualify(), "keys");
        return call.getOperandList().subList(1, call.operandCount());
    }
}

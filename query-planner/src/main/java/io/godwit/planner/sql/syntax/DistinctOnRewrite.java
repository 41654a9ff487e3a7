package io.godwit.planner.sql.syntax;

import io.godwit.planner.parser.DistinctOn;
import java.util.List;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code SELECT DISTINCT ON (keys)} as {@code QUALIFY row_number() OVER (PARTITION BY keys ORDER BY …) = 1}. */
public final class DistinctOnRewrite {
    private DistinctOnRewrite() {}

    /** Does nothing to a select without keys. */
    public static void rewrite(SqlSelect select, SqlNodeList orderBy) {
        SqlNodeList keys = DistinctOn.keys(select);
        if (keys == null) {
            return;
        }
        SqlParserPos position = keys.getParserPosition();
        SqlNodeList partition = new SqlNodeList(position);
        keys.forEach(key -> partition.add(SelectItems.referred(key, select)));
        SqlNodeList order = new SqlNodeList(position);
        OrderKeys.written(orderBy, select)
                .forEach(key -> order.add(OrderKeys.mapped(key, value -> SelectItems.referred(value, select))));
        SqlNode window = SqlWindow.create(
                null, null, partition, order, SqlLiteral.createBoolean(false, position), null, null, null, position);
        SqlNode rank = SqlStdOperatorTable.OVER.createCall(
                position, SqlStdOperatorTable.ROW_NUMBER.createCall(position), window);
        SqlNode qualify =
                SqlStdOperatorTable.EQUALS.createCall(position, rank, SqlLiteral.createExactNumeric("1", position));
        List<SqlNode> others = DistinctOn.qualify(select);
        select.setQualify(
                others.isEmpty() ? qualify : SqlStdOperatorTable.AND.createCall(position, qualify, others.get(0)));
    }
}

package io.godwit.planner.sql.syntax;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.planner.parser.EmptyList;
import io.godwit.planner.sql.text.SqlErrors;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code ARRAY(SELECT x FROM t ORDER BY y)} is {@code (SELECT coalesce(array_agg(x ORDER BY y), []) FROM t)}. */
public final class QueryLists {
    private static final String ROWS = "rows of list";
    private static final String VALUE = "value";

    private QueryLists() {}

    public static boolean concerns(SqlCall call) {
        return call.getKind() == SqlKind.ARRAY_QUERY_CONSTRUCTOR;
    }

    public static SqlNode gathered(SqlCall list) {
        SqlParserPos position = list.getParserPosition();
        SqlNode query = list.operand(0);
        SqlNodeList order = query instanceof SqlOrderBy ordered ? ordered.orderList : SqlNodeList.EMPTY;
        SqlNode rows = query instanceof SqlOrderBy ordered ? ordered.query : query;
        if (rows instanceof SqlSelect select && isOfRows(select)) {
            SqlNodeList keys = new SqlNodeList(order.getParserPosition());
            order.forEach(key -> keys.add(
                    OrderKeys.mapped(key, reference -> SyntaxCopy.of(SelectItems.referred(reference, select)))));
            return query instanceof SqlOrderBy ordered && (ordered.fetch != null || ordered.offset != null)
                    ? ofSomeRows(ordered, select, keys)
                    : ofAllRows(select, keys, position);
        } else if (!order.isEmpty()) {
            throw SqlErrors.at(
                    ErrorCode.UNSUPPORTED,
                    list,
                    "ARRAY of a query with DISTINCT, GROUP BY or UNION takes no ORDER BY; write list_sort(ARRAY(…)), or"
                            + " (SELECT array_agg(x ORDER BY y) FROM (…))");
        }
        return ofQuery(query, SqlNodeList.EMPTY, position);
    }

    private static SqlNode ofAllRows(SqlSelect select, SqlNodeList keys, SqlParserPos position) {
        SqlNode value = SelectItems.withoutAlias(select.getSelectList().get(0));
        select.setSelectList(SqlNodeList.of(all(value, keys, position)));
        return SqlStdOperatorTable.SCALAR_QUERY.createCall(position, select);
    }

    /** Of the rows that LIMIT leaves the keys are columns, too, by which the list is ordered. */
    private static SqlNode ofSomeRows(SqlOrderBy ordered, SqlSelect select, SqlNodeList keys) {
        SqlParserPos position = ordered.getParserPosition();
        SqlNodeList items = new SqlNodeList(position);
        items.add(SelectItems.withoutAlias(select.getSelectList().get(0)));
        SqlNodeList numbers = new SqlNodeList(position);
        SqlNodeList columns = new SqlNodeList(position);
        for (SqlNode key : keys) {
            SqlNode column = new SqlIdentifier(List.of(ROWS, "key " + items.size()), position);
            columns.add(OrderKeys.mapped(key, ignored -> column));
            items.add(OrderKeys.withoutDirection(key));
            SqlNode number = SqlLiteral.createExactNumeric(Integer.toString(items.size()), position);
            numbers.add(OrderKeys.mapped(key, ignored -> number));
        }
        select.setSelectList(items);
        return ofQuery(new SqlOrderBy(position, select, numbers, ordered.offset, ordered.fetch), columns, position);
    }

    private static SqlNode ofQuery(SqlNode query, SqlNodeList keys, SqlParserPos position) {
        List<SqlNode> as =
                new ArrayList<>(List.of(query, new SqlIdentifier(ROWS, position), new SqlIdentifier(VALUE, position)));
        for (int key = 1; key <= keys.size(); key++) {
            as.add(new SqlIdentifier("key " + key, position));
        }
        SqlNode value = new SqlIdentifier(List.of(ROWS, VALUE), position);
        return SqlStdOperatorTable.SCALAR_QUERY.createCall(
                position,
                Selects.select(
                        position,
                        List.of(all(value, keys, position)),
                        SqlStdOperatorTable.AS.createCall(position, as)));
    }

    /** Whether its rows are those of FROM, one for one, that pass WHERE. */
    private static boolean isOfRows(SqlSelect select) {
        return select.getSelectList().size() == 1
                && !SelectItems.isStar(select.getSelectList().get(0))
                && !select.isDistinct()
                && select.getGroup() == null
                && select.getHaving() == null
                && select.getQualify() == null
                && select.getWindowList().isEmpty();
    }

    private static SqlNode all(SqlNode value, SqlNodeList keys, SqlParserPos position) {
        SqlNode values = keys.isEmpty()
                ? SqlLibraryOperators.ARRAY_AGG.createCall(position, value)
                : SqlLibraryOperators.ARRAY_AGG.createCall(position, value, keys);
        return SqlStdOperatorTable.COALESCE.createCall(position, values, EmptyList.OPERATOR.createCall(position));
    }
}

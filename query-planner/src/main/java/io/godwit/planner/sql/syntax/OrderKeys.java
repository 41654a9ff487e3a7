package io.godwit.planner.sql.syntax;

import io.godwit.planner.parser.OrderByAll;
import io.godwit.planner.sql.text.SqlErrors;
import java.util.function.UnaryOperator;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/** Keys of ORDER BY, before it is validated; {@code ALL} is one that stands for all columns. */
public final class OrderKeys {
    private OrderKeys() {}

    /** The key with what is in it exchanged; DESC and where nulls go stay. */
    static SqlNode mapped(SqlNode key, UnaryOperator<SqlNode> change) {
        return switch (key.getKind()) {
            case DESCENDING, NULLS_FIRST, NULLS_LAST -> {
                SqlCall call = (SqlCall) key;
                yield call.getOperator().createCall(call.getParserPosition(), mapped(call.operand(0), change));
            }
            default -> change.apply(key);
        };
    }

    public static boolean areOfAggregate(SqlCall call) {
        return call.getKind() == SqlKind.WITHIN_GROUP
                || call.getOperator() instanceof SqlAggFunction
                        && call.getOperandList().stream().anyMatch(SqlNodeList.class::isInstance);
    }

    /** Of aggregates, works in place: Calcite would put nulls first before descending values, and last everywhere else. */
    public static void putNullsLast(SqlCall aggregate) {
        for (SqlNode operand : aggregate.getOperandList()) {
            if (operand instanceof SqlNodeList keys) {
                keys.replaceAll(key -> key.getKind() == SqlKind.DESCENDING
                        ? SqlStdOperatorTable.NULLS_LAST.createCall(key.getParserPosition(), key)
                        : key);
            }
        }
    }

    public static boolean isAll(SqlNode key) {
        return OrderByAll.is(withoutDirection(key));
    }

    /** The numbers of all columns, one after the other, in the place of ALL. */
    public static SqlNodeList all(SqlNodeList keys, int columns) {
        if (keys.size() > 1) {
            throw SqlErrors.invalid(keys, "ORDER BY ALL takes no other keys; name the columns one by one");
        }
        SqlNodeList numbers = new SqlNodeList(keys.getParserPosition());
        for (int column = 1; column <= columns; column++) {
            String number = Integer.toString(column);
            numbers.add(mapped(keys.get(0), all -> SqlLiteral.createExactNumeric(number, all.getParserPosition())));
        }
        return numbers;
    }

    /** For DISTINCT ON, which asks for the order before it is known what a star stands for. */
    static SqlNodeList written(SqlNodeList keys, SqlSelect select) {
        if (keys.stream().noneMatch(OrderKeys::isAll)) {
            return keys;
        }
        if (select.getSelectList().stream().anyMatch(SelectItems::isStar)) {
            throw SqlErrors.invalid(keys, "ORDER BY ALL beside DISTINCT ON needs the columns of * written out");
        }
        return all(keys, select.getSelectList().size());
    }

    /** What is ordered by. */
    static SqlNode withoutDirection(SqlNode key) {
        return switch (key.getKind()) {
            case DESCENDING, NULLS_FIRST, NULLS_LAST -> withoutDirection(((SqlCall) key).operand(0));
            default -> key;
        };
    }
}

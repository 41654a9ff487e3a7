package io.godwit.planner.sql;

import io.godwit.planner.parser.OrderByAll;
import java.util.function.UnaryOperator;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;

/** Keys of ORDER BY, before it is validated; {@code ALL} is one that stands for all columns. */
final class OrderKeys {
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

    static boolean isAll(SqlNode key) {
        return switch (key.getKind()) {
            case DESCENDING, NULLS_FIRST, NULLS_LAST -> isAll(withoutDirection(key));
            default -> OrderByAll.is(key);
        };
    }

    /** The numbers of all columns, one after the other, in the place of ALL. */
    static SqlNodeList all(SqlNodeList keys, int columns) {
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

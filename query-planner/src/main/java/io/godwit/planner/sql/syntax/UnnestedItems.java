package io.godwit.planner.sql.syntax;

import io.godwit.planner.sql.function.ListItems;
import io.godwit.planner.sql.text.SqlErrors;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/** {@code SELECT unnest(list) FROM t} as {@code FROM t, UNNEST(list)}; several lists stand side by side. */
public final class UnnestedItems {
    private static final String ALIAS = "unnested items";

    private UnnestedItems() {}

    public static void rewrite(SqlSelect select) {
        List<SqlNode> lists = new ArrayList<>();
        SqlNodeList items = new SqlNodeList(select.getSelectList().getParserPosition());
        for (SqlNode item : select.getSelectList()) {
            SqlNode value = SelectItems.withoutAlias(item);
            if (isUnnest(value)) {
                items.add(element(item, lists.size()));
                lists.add(ListItems.whole(((SqlCall) value).operand(0)));
            } else {
                items.add(item.accept(new Within(lists)));
            }
        }
        if (lists.isEmpty()) {
            return;
        }
        if (select.getGroup() != null) {
            throw SqlErrors.invalid(
                    select, "unnest() in SELECT does not go with GROUP BY; unnest the result of a subquery in FROM");
        }
        SqlParserPos position = lists.get(0).getParserPosition();
        List<SqlNode> as = new ArrayList<>();
        as.add(SqlStdOperatorTable.UNNEST.createCall(position, lists));
        as.add(new SqlIdentifier(ALIAS, position));
        for (int list = 0; list < lists.size(); list++) {
            as.add(new SqlIdentifier(column(list), position));
        }
        SqlNode unnested = SqlStdOperatorTable.AS.createCall(position, as);
        SqlNode from = select.getFrom();
        select.setFrom(
                from == null
                        ? unnested
                        : new SqlJoin(
                                position,
                                from,
                                SqlLiteral.createBoolean(false, position),
                                JoinType.COMMA.symbol(position),
                                unnested,
                                JoinConditionType.NONE.symbol(position),
                                null));
        select.setSelectList(items);
    }

    private static boolean isUnnest(SqlNode value) {
        return value instanceof SqlCall call
                && call.getOperator().getName().equalsIgnoreCase("UNNEST")
                && call.operandCount() == 1;
    }

    private static SqlNode element(SqlNode item, int list) {
        SqlParserPos position = item.getParserPosition();
        SqlNode name =
                item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(1) : new SqlIdentifier("unnest", position);
        return SqlStdOperatorTable.AS.createCall(
                position, new SqlIdentifier(List.of(ALIAS, column(list)), position), name);
    }

    private static String column(int list) {
        return "list " + list;
    }

    /** Within an expression, such as a cast, the element stands for its list. */
    private static final class Within extends SqlShuttle {
        private final List<SqlNode> lists;

        Within(List<SqlNode> lists) {
            this.lists = lists;
        }

        @Override
        public @Nullable SqlNode visit(SqlCall call) {
            if (call.isA(SqlKind.QUERY)) {
                return call;
            } else if (!isUnnest(call)) {
                return super.visit(call);
            }
            lists.add(ListItems.whole(call.operand(0)));
            return new SqlIdentifier(List.of(ALIAS, column(lists.size() - 1)), call.getParserPosition());
        }
    }
}

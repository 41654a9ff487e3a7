package io.godwit.planner.sql.syntax;

import io.godwit.planner.parser.UnionByName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSetOperator;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlValidatorUtil;

/** {@code UNION BY NAME} as a union of two selects of the same columns, in which null stands for what a side has not. */
public final class ByNameRewrite {
    private static final String SIDE = "side";

    private final Function<SqlNode, List<String>> namesOf;

    /** @param namesOf the columns of a query whose SELECT list does not tell them */
    public ByNameRewrite(Function<SqlNode, List<String>> namesOf) {
        this.namesOf = namesOf;
    }

    public static boolean concerns(SqlNode node) {
        return node instanceof SqlCall call
                && (call.getOperator() == UnionByName.ALL || call.getOperator() == UnionByName.DISTINCT);
    }

    public SqlNode rewrite(SqlCall union) {
        SqlNode left = nested(union.operand(0));
        SqlNode right = nested(union.operand(1));
        List<String> leftNames = names(left);
        List<String> rightNames = names(right);
        List<String> all = new ArrayList<>(leftNames);
        rightNames.stream().filter(name -> indexOf(name, leftNames) < 0).forEach(all::add);
        SqlSetOperator operator = (SqlSetOperator)
                (union.getOperator() == UnionByName.ALL ? SqlStdOperatorTable.UNION_ALL : SqlStdOperatorTable.UNION);
        return operator.createCall(union.getParserPosition(), side(left, leftNames, all), side(right, rightNames, all));
    }

    private SqlNode nested(SqlNode side) {
        return concerns(side) ? rewrite((SqlCall) side) : side;
    }

    private List<String> names(SqlNode query) {
        if (query instanceof SqlOrderBy ordered) {
            return names(ordered.query);
        } else if (query instanceof SqlWith with) {
            return names(with.body);
        } else if (query instanceof SqlCall call && call.getOperator() instanceof SqlSetOperator) {
            return names(call.operand(0));
        } else if (query instanceof SqlSelect select
                && select.getSelectList().stream().noneMatch(SelectItems::isStar)) {
            List<String> names = new ArrayList<>();
            select.getSelectList().forEach(item -> names.add(SqlValidatorUtil.alias(item, names.size())));
            return names;
        }
        return namesOf.apply(query);
    }

    private static int indexOf(String name, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    private static SqlNode side(SqlNode query, List<String> own, List<String> all) {
        SqlParserPos position = query.getParserPosition();
        List<SqlNode> as = new ArrayList<>();
        as.add(query);
        as.add(new SqlIdentifier(SIDE, position));
        for (int i = 0; i < own.size(); i++) {
            as.add(new SqlIdentifier("c" + i, position));
        }
        List<SqlNode> items = new ArrayList<>();
        for (String name : all) {
            int column = indexOf(name, own);
            SqlNode value = column < 0 ? SqlLiteral.createNull(position) : new SqlIdentifier("c" + column, position);
            items.add(Selects.as(position, value, name));
        }
        return Selects.select(position, items, SqlStdOperatorTable.AS.createCall(position, as));
    }
}

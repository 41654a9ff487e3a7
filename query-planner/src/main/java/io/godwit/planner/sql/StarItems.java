package io.godwit.planner.sql;

import static java.util.Objects.requireNonNull;

import io.godwit.planner.parser.StarPattern;
import io.godwit.planner.sql.relation.MetadataNames;
import io.godwit.planner.sql.syntax.SelectItems;
import io.godwit.planner.sql.syntax.SemiJoinRewrite;
import io.godwit.planner.sql.syntax.StarColumns;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.validate.SelectScope;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/** What {@code *}, and what is chosen among its columns, stands for in the list of a query. */
final class StarItems {
    private final SqlValidatorImpl validator;
    private final SqlSelect select;
    private final boolean hidesMetadata;
    private final boolean hidesMarks;

    /**
     * @param hidesMetadata whether tables have metadata columns, for which stars do not stand
     * @param hidesMarks whether sources have the marks of semi-joins, for which stars do not stand
     */
    StarItems(SqlValidatorImpl validator, SqlSelect select, boolean hidesMetadata, boolean hidesMarks) {
        this.validator = validator;
        this.select = select;
        this.hidesMetadata = hidesMetadata;
        this.hidesMarks = hidesMarks;
    }

    /** The list with columns for each item that is one of ours; what Calcite expands itself stays. */
    SqlNodeList writtenOut(SqlNodeList items) {
        SqlNodeList expanded = new SqlNodeList(items.getParserPosition());
        for (SqlNode item : items) {
            if (SelectItems.isChoice(item)) {
                expanded.addAll(columns(item));
            } else if (StarColumns.isIn(item)) {
                expanded.addAll(new StarColumns(columns(StarColumns.star(item))).matching(item));
            } else if (StarPattern.is(item)) {
                SqlCall like = (SqlCall) item;
                expanded.addAll(new StarColumns(columns(like.operand(0))).like(like));
            } else if (hidesColumns() && SelectItems.isStar(item)) {
                expanded.addAll(columns(item));
            } else {
                expanded.add(item);
            }
        }
        return expanded;
    }

    private boolean hidesColumns() {
        return hidesMetadata || hidesMarks;
    }

    /** The columns {@code *}, or a choice among those, stands for: neither metadata columns of tables nor marks of joins. */
    private List<SqlNode> columns(SqlNode star) {
        if (SelectItems.isChoice(star)) {
            SqlCall choice = (SqlCall) star;
            return new StarColumns(columns(choice.operand(0))).chosen(choice);
        }
        // To expand a star apart from the list must not make its columns the list.
        SelectScope from = (SelectScope) requireNonNull(validator.getWhereScope(select), "scope");
        List<SqlNode> list = from.getExpandedSelectList();
        List<SqlNode> columns = validator.expandStar(SqlNodeList.of(star), select, false).stream()
                .map(StarItems::underOwnName)
                .toList();
        from.setExpandedSelectList(list);
        if (!hidesColumns()) {
            return columns;
        }
        SqlValidatorScope scope = requireNonNull(validator.getSelectScope(select), "scope");
        return columns.stream()
                .filter(column -> !isHidden(SelectItems.withoutAlias(column), scope))
                .toList();
    }

    /** The second column of a name has another one from Calcite, by which it would not be chosen. */
    private static SqlNode underOwnName(SqlNode column) {
        SqlNode value = SelectItems.withoutAlias(column);
        return value instanceof SqlIdentifier ? value : column;
    }

    private boolean isHidden(SqlNode column, SqlValidatorScope scope) {
        if (!(column instanceof SqlIdentifier identifier)) {
            return false;
        }
        String name = identifier.names.get(identifier.names.size() - 1);
        return SemiJoinRewrite.isMark(name)
                || hidesMetadata
                        && MetadataNames.contain(name)
                        && MetadataNames.isColumnOf(scope.fullyQualify(identifier));
    }
}

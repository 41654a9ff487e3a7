package io.godwit.planner.sql;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.ErrorCode;
import java.util.List;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

/** {@code FROM a SEMI JOIN b ON c} as {@code FROM a WHERE EXISTS (SELECT 1 FROM b WHERE c)}, and ANTI JOIN as NOT EXISTS. */
final class SemiJoinRewrite {
    private SemiJoinRewrite() {}

    /** Of the joins of a FROM clause the last ones: what comes after a join in WHERE comes after it. */
    static void rewrite(SqlSelect select) {
        while (select.getFrom() instanceof SqlJoin join && isSemiOrAnti(join)) {
            SqlParserPos position = join.getParserPosition();
            checkNames(join);
            SqlNode condition = condition(join);
            SqlNode where = select.getWhere();
            select.setFrom(join.getLeft());
            select.setWhere(where == null ? condition : SqlStdOperatorTable.AND.createCall(position, condition, where));
        }
    }

    private static boolean isSemiOrAnti(SqlJoin join) {
        return join.getJoinType() == JoinType.LEFT_SEMI_JOIN || join.getJoinType() == JoinType.LEFT_ANTI_JOIN;
    }

    private static SqlNode condition(SqlJoin join) {
        SqlParserPos position = join.getParserPosition();
        boolean isAnti = join.getJoinType() == JoinType.LEFT_ANTI_JOIN;
        SqlNode condition = join.getCondition();
        if (join.getConditionType() == JoinConditionType.USING && condition instanceof SqlNodeList columns) {
            String others = requireNonNull(SqlValidatorUtil.alias(join.getRight()), "alias");
            List<SqlIdentifier> keys = columns.stream()
                    .map(column -> qualified((SqlIdentifier) column, others))
                    .toList();
            SqlNode in = SqlStdOperatorTable.IN.createCall(
                    position, row(columns), Selects.select(position, keys, join.getRight()));
            // Neither a null key nor a null among the others' keys is a match.
            return isAnti ? SqlStdOperatorTable.IS_NOT_TRUE.createCall(position, in) : in;
        }
        SqlSelect others =
                Selects.select(position, List.of(SqlLiteral.createExactNumeric("1", position)), join.getRight());
        others.setWhere(condition);
        SqlNode exists = SqlStdOperatorTable.EXISTS.createCall(position, others);
        return isAnti ? SqlStdOperatorTable.NOT.createCall(position, exists) : exists;
    }

    /** In the subquery a name means a column of the other table first, so that one of both would not be ambiguous. */
    private static void checkNames(SqlJoin join) {
        String alias = SqlValidatorUtil.alias(join.getRight());
        if (alias == null || hasAlias(join.getLeft(), alias)) {
            throw SqlErrors.invalid(
                    join.getRight(),
                    "Behind SEMI JOIN and ANTI JOIN stands a table with a name of its own; write AS other");
        }
        SqlNode condition = join.getCondition();
        if (join.getConditionType() == JoinConditionType.ON && condition != null) {
            condition.accept(new SqlBasicVisitor<@Nullable Void>() {
                @Override
                public @Nullable Void visit(SqlIdentifier column) {
                    if (column.isSimple()) {
                        throw SqlErrors.invalid(
                                column,
                                "The ON of a semi or anti join names its columns with their tables; write %s.%s, or the"
                                                .formatted(alias, column)
                                        + " other table's");
                    }
                    return null;
                }
            });
        }
    }

    private static boolean hasAlias(SqlNode source, String alias) {
        return source instanceof SqlJoin join
                ? hasAlias(join.getLeft(), alias) || hasAlias(join.getRight(), alias)
                : alias.equalsIgnoreCase(SqlValidatorUtil.alias(source));
    }

    private static SqlIdentifier qualified(SqlIdentifier column, String table) {
        return new SqlIdentifier(List.of(table, column.getSimple()), column.getParserPosition());
    }

    private static SqlNode row(SqlNodeList columns) {
        return columns.size() == 1
                ? columns.get(0)
                : SqlStdOperatorTable.ROW.createCall(columns.getParserPosition(), columns.getList());
    }

    /** One that other joins follow: what it leaves of its left side would have to have that side's names. */
    static void refuse(SqlJoin join) {
        if (isSemiOrAnti(join)) {
            String exists = join.getJoinType() == JoinType.LEFT_SEMI_JOIN ? "EXISTS" : "NOT EXISTS";
            throw SqlErrors.at(
                    ErrorCode.UNSUPPORTED,
                    join,
                    "A semi or anti join that other joins follow is not supported; write it last, or WHERE " + exists
                            + " (SELECT 1 FROM the other table WHERE the condition)");
        }
    }
}

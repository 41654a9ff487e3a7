package io.godwit.planner.sql.syntax;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.planner.sql.text.SqlErrors;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
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
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

/**
 * Semi and anti joins as EXISTS and NOT EXISTS: {@code FROM a SEMI JOIN b ON c} as {@code FROM a WHERE EXISTS (SELECT 1 FROM b
 * WHERE c)}. Where other joins follow, as {@code FROM a CROSS JOIN LATERAL (SELECT 0 FROM (VALUES 0) WHERE EXISTS …)}: the
 * tables of the left side keep their names, and those of the right side have none further out. The one column too many is
 * called what no user calls one, and {@code *} leaves it out; the planner makes a condition on the left side's rows of it
 * again ({@code OneRowFilters}).
 */
public final class SemiJoinRewrite {
    private static final String MARK = "semi join ";

    /**
     * @param others the query over the right side, whose WHERE is the condition of the join
     * @param isUsing whether the condition was made of USING
     * @param left columns in that condition that are the left side's, whichever table has them
     * @param isLateral whether others joins follow
     */
    public record Rewritten(SqlSelect others, boolean isUsing, Set<SqlIdentifier> left, boolean isLateral) {}

    private final List<Rewritten> rewritten;

    /** @param rewritten gets what the rewrite makes of each join of the statement */
    public SemiJoinRewrite(List<Rewritten> rewritten) {
        this.rewritten = rewritten;
    }

    public static boolean concerns(SqlJoin join) {
        return join.getJoinType() == JoinType.LEFT_SEMI_JOIN || join.getJoinType() == JoinType.LEFT_ANTI_JOIN;
    }

    /** Whether a column of that name only holds the place of a semi or anti join. */
    public static boolean isMark(String column) {
        return column.startsWith(MARK);
    }

    /** Of the joins of a FROM clause the last ones: what comes after a join in WHERE comes after it. */
    public void rewriteLast(SqlSelect select) {
        while (select.getFrom() instanceof SqlJoin join && concerns(join)) {
            SqlNode condition = exists(join, false);
            SqlNode where = select.getWhere();
            select.setFrom(join.getLeft());
            select.setWhere(
                    where == null
                            ? condition
                            : SqlStdOperatorTable.AND.createCall(join.getParserPosition(), condition, where));
        }
    }

    /** One that other joins follow. */
    public SqlJoin lateral(SqlJoin join) {
        SqlParserPos position = join.getParserPosition();
        String mark = MARK + rewritten.size();
        SqlSelect row = Selects.select(
                position, List.of(Selects.as(position, number(0, position), mark)), oneRow(position, mark + " row"));
        row.setWhere(exists(join, true));
        return new SqlJoin(
                position,
                join.getLeft(),
                SqlLiteral.createBoolean(false, position),
                JoinType.CROSS.symbol(position),
                Selects.as(position, SqlStdOperatorTable.LATERAL.createCall(position, row), mark + " mark"),
                JoinConditionType.NONE.symbol(position),
                null);
    }

    /**
     * Of joins in parentheses on the right side of another one, a semi or anti join as a query. Calcite takes what a lateral
     * query in there asks of its left side for columns of the first table of the whole FROM clause, so none may ask anything.
     */
    public SqlNode withoutLateral(SqlNode source) {
        if (!(source instanceof SqlJoin join)) {
            return source;
        }
        join.setLeft(withoutLateral(join.getLeft()));
        if (!concerns(join)) {
            checkAsksNothing(join.getRight());
            join.setRight(withoutLateral(join.getRight()));
            return join;
        }
        SqlParserPos position = join.getParserPosition();
        String alias = SqlValidatorUtil.alias(join.getLeft());
        if (alias == null) {
            throw SqlErrors.at(
                    ErrorCode.UNSUPPORTED,
                    join,
                    "In parentheses on the right side of a join, the left side of a semi or anti join is one table with a"
                            + " name; write the rest as a query: (SELECT … FROM …) AS t");
        }
        SqlSelect query = Selects.select(position, List.of(SqlIdentifier.star(position)), join.getLeft());
        query.setWhere(exists(join, false));
        return Selects.as(position, query, alias);
    }

    private static void checkAsksNothing(SqlNode source) {
        SqlNode unnamed = source.getKind() == SqlKind.AS ? ((SqlCall) source).operand(0) : source;
        boolean isLateral = unnamed.getKind() == SqlKind.LATERAL || unnamed.getKind() == SqlKind.UNNEST;
        if (isLateral && SyntaxSearch.finds(unnamed, SqlIdentifier.class::isInstance)) {
            throw SqlErrors.at(
                    ErrorCode.UNSUPPORTED,
                    source,
                    "LATERAL and UNNEST do not go with parentheses on the right side of a join; write what is in them as a"
                            + " query: (SELECT … FROM …) AS t");
        }
    }

    private SqlNode exists(SqlJoin join, boolean isLateral) {
        checkNames(join);
        SqlParserPos position = join.getParserPosition();
        SqlNode right = named(join.getRight(), MARK + rewritten.size() + " side");
        Set<SqlIdentifier> left = Collections.newSetFromMap(new IdentityHashMap<>());
        SqlSelect others = Selects.select(position, List.of(number(1, position)), right);
        others.setWhere(condition(join, right, left));
        boolean isUsing = join.getConditionType() == JoinConditionType.USING;
        rewritten.add(new Rewritten(others, isUsing, left, isLateral));
        SqlNode exists = SqlStdOperatorTable.EXISTS.createCall(position, others);
        return join.getJoinType() == JoinType.LEFT_ANTI_JOIN
                ? SqlStdOperatorTable.NOT.createCall(position, exists)
                : exists;
    }

    private static SqlNode number(int number, SqlParserPos position) {
        return SqlLiteral.createExactNumeric(String.valueOf(number), position);
    }

    private static SqlNode oneRow(SqlParserPos position, String name) {
        SqlNode values = SqlStdOperatorTable.VALUES.createCall(
                position, SqlStdOperatorTable.ROW.createCall(position, number(0, position)));
        SqlIdentifier alias = new SqlIdentifier(name, position);
        return SqlStdOperatorTable.AS.createCall(position, values, alias, alias);
    }

    /** A source that has a name, which a column can be told with. */
    private static SqlNode named(SqlNode source, String name) {
        return source instanceof SqlJoin || SqlValidatorUtil.alias(source) != null
                ? source
                : Selects.as(source.getParserPosition(), source, name);
    }

    private static SqlNode condition(SqlJoin join, SqlNode right, Set<SqlIdentifier> ofLeft) {
        SqlNode condition = join.getCondition();
        if (condition == null) {
            throw SqlErrors.invalid(join, "A semi or anti join has a condition: ON …, or USING (…)");
        } else if (!(condition instanceof SqlNodeList columns)) {
            return condition;
        } else {
            return columns.stream()
                    .map(column -> equal((SqlIdentifier) column, join.getLeft(), right, ofLeft))
                    .reduce((one, other) -> SqlStdOperatorTable.AND.createCall(columns.getParserPosition(), one, other))
                    .orElseThrow();
        }
    }

    private static SqlNode equal(SqlIdentifier column, SqlNode left, SqlNode right, Set<SqlIdentifier> ofLeft) {
        SqlNode one = common(left, column);
        if (one instanceof SqlIdentifier name && name.isSimple()) {
            ofLeft.add(name);
        }
        return SqlStdOperatorTable.EQUALS.createCall(column.getParserPosition(), one, common(right, column));
    }

    /** The column of that name, which several joined sources have if joined by it. */
    private static SqlNode common(SqlNode source, SqlIdentifier column) {
        SqlParserPos position = column.getParserPosition();
        if (source instanceof SqlJoin join) {
            if (concerns(join)) {
                return common(join.getLeft(), column);
            } else if (!isUsed(column, join)) {
                return new SqlIdentifier(column.getSimple(), position);
            }
            SqlNode left = common(join.getLeft(), column);
            SqlNode right = common(join.getRight(), column);
            return switch (join.getJoinType()) {
                case RIGHT -> right;
                case FULL -> SqlStdOperatorTable.COALESCE.createCall(position, left, right);
                default -> left;
            };
        }
        return new SqlIdentifier(
                List.of(requireNonNull(SqlValidatorUtil.alias(source), "alias"), column.getSimple()), position);
    }

    private static boolean isUsed(SqlIdentifier column, SqlJoin join) {
        return join.getConditionType() == JoinConditionType.USING
                && join.getCondition() instanceof SqlNodeList columns
                && columns.stream().anyMatch(each -> each.toString().equalsIgnoreCase(column.getSimple()));
    }

    private static void checkNames(SqlJoin join) {
        if (isNamedLikeOneOf(join.getRight(), join.getLeft())) {
            throw SqlErrors.invalid(
                    join.getRight(),
                    "Behind SEMI JOIN and ANTI JOIN stands a table with a name of its own; write AS other");
        }
    }

    private static boolean isNamedLikeOneOf(SqlNode source, SqlNode others) {
        if (source instanceof SqlJoin join) {
            return isNamedLikeOneOf(join.getLeft(), others) || isNamedLikeOneOf(join.getRight(), others);
        }
        return hasAlias(others, SqlValidatorUtil.alias(source));
    }

    private static boolean hasAlias(SqlNode source, @Nullable String alias) {
        return source instanceof SqlJoin join
                ? hasAlias(join.getLeft(), alias) || (!concerns(join) && hasAlias(join.getRight(), alias))
                : alias != null && alias.equalsIgnoreCase(SqlValidatorUtil.alias(source));
    }
}

package io.godwit.planner.parser;

import java.util.List;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlAsofJoin;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.Static;
import org.jspecify.annotations.Nullable;

/** What the grammar asks of Java where it meets ASOF. */
final class AsOfGrammar {
    private AsOfGrammar() {}

    static boolean isAsOf(SqlLiteral joinType) {
        JoinType type = joinType.getValueAs(JoinType.class);
        return type == JoinType.ASOF || type == JoinType.LEFT_ASOF;
    }

    /** Whether these two tokens after a table begin a clause, and the first is not the table's alias. */
    static boolean beginsClause(int first, int second) {
        return first == GodwitSqlParserImplConstants.MATCH_CONDITION
                || (second == GodwitSqlParserImplConstants.JOIN
                        && (first == GodwitSqlParserImplConstants.ASOF
                                || first == GodwitSqlParserImplConstants.SEMI
                                || first == GodwitSqlParserImplConstants.ANTI));
    }

    static SqlNode using(
            SqlLiteral joinType,
            SqlNode left,
            SqlNode right,
            List<? extends SqlNode> columns,
            @Nullable SqlNode matchCondition,
            SqlParserPos usingPosition) {
        return join(
                joinType,
                left,
                right,
                JoinConditionType.USING.symbol(usingPosition),
                new SqlNodeList(columns, usingPosition),
                matchCondition);
    }

    /** Only the short form does without ON: its keys are declared by the table. */
    static SqlNode withoutOn(SqlLiteral joinType, SqlNode left, SqlNode right, @Nullable SqlNode matchCondition) {
        if (matchCondition instanceof SqlCall condition && !isShortForm(condition)) {
            throw SqlUtil.newContextException(joinType.getParserPosition(), Static.RESOURCE.joinRequiresCondition());
        }
        return join(
                joinType,
                left,
                right,
                JoinConditionType.ON.symbol(SqlParserPos.ZERO),
                SqlLiteral.createBoolean(true, joinType.getParserPosition()),
                matchCondition);
    }

    private static boolean isShortForm(SqlCall condition) {
        return MatchCondition.bounds(condition) instanceof SqlCall bounds
                && bounds.getOperator().equals(MatchCondition.AS_OF);
    }

    private static SqlNode join(
            SqlLiteral joinType,
            SqlNode left,
            SqlNode right,
            SqlLiteral conditionType,
            SqlNode condition,
            @Nullable SqlNode matchCondition) {
        if (matchCondition == null) {
            throw missingMatchCondition(joinType);
        }
        return new SqlAsofJoin(
                joinType.getParserPosition(),
                left,
                SqlLiteral.createBoolean(false, joinType.getParserPosition()),
                joinType,
                right,
                conditionType,
                condition,
                matchCondition);
    }

    private static CalciteContextException missingMatchCondition(SqlLiteral joinType) {
        return SqlUtil.newContextException(joinType.getParserPosition(), Static.RESOURCE.asofRequiresMatchCondition());
    }
}

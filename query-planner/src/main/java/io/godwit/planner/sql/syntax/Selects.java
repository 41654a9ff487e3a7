package io.godwit.planner.sql.syntax;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** Queries that a rewrite puts in the place of what was written; they stand where that stood. */
public final class Selects {
    private Selects() {}

    /** {@code SELECT items FROM from}; with no {@code from} the items alone. */
    public static SqlSelect select(SqlParserPos position, List<? extends SqlNode> items, @Nullable SqlNode from) {
        return select(position, null, items, from, null);
    }

    /** {@code SELECT DISTINCT items FROM from WHERE where}. */
    public static SqlSelect distinct(
            SqlParserPos position, List<? extends SqlNode> items, SqlNode from, SqlNode where) {
        return select(position, SqlNodeList.of(SqlSelectKeyword.DISTINCT.symbol(position)), items, from, where);
    }

    private static SqlSelect select(
            SqlParserPos position,
            @Nullable SqlNodeList keywords,
            List<? extends SqlNode> items,
            @Nullable SqlNode from,
            @Nullable SqlNode where) {
        return new SqlSelect(
                position,
                keywords,
                new SqlNodeList(items, position),
                from,
                where,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    public static SqlNode as(SqlParserPos position, SqlNode node, String alias) {
        return SqlStdOperatorTable.AS.createCall(position, node, new SqlIdentifier(alias, position));
    }
}

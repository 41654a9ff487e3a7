package io.godwit.planner.sql.syntax;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.planner.sql.text.SqlErrors;
import java.util.HashMap;
import java.util.Map;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/**
 * {@code SELECT a + 1 AS b FROM t WHERE b > 2}, as DuckDB and Snowflake have it: a name in WHERE that no column has, neither of the FROM
 * clause nor of a query around it, stands for the item of SELECT called so.
 */
public final class WhereAliases {
    private final SqlValidatorScope from;
    private final SqlNameMatcher matcher;

    /** Those that are not within an item being written out: an alias that names itself is unknown. */
    private final Map<String, SqlNode> items = new HashMap<>();

    private WhereAliases(SqlSelect select, SqlValidatorScope from, SqlNameMatcher matcher) {
        this.from = from;
        this.matcher = matcher;
        for (SqlNode item : select.getSelectList()) {
            if (item.getKind() == SqlKind.AS) {
                items.putIfAbsent(
                        CommonNames.folded(((SqlCall) item).operand(1).toString()), SelectItems.withoutAlias(item));
            }
        }
    }

    /** Works in place. */
    public static void writeOut(SqlSelect select, SqlValidatorScope from, SqlNameMatcher matcher) {
        WhereAliases aliases = new WhereAliases(select, from, matcher);
        select.setWhere(SimpleNames.replaced(select.getWhere(), aliases::meant));
    }

    private SqlNode meant(SqlIdentifier name) {
        String alias = CommonNames.folded(name.getSimple());
        SqlNode item = items.get(alias);
        if (item == null
                || !from.findQualifyingTableNames(name.getSimple(), name, matcher)
                        .isEmpty()) {
            return name;
        }
        if (SyntaxSearch.finds(item, node -> node.isA(SqlKind.QUERY))) {
            throw SqlErrors.at(
                    ErrorCode.UNSUPPORTED,
                    name,
                    "WHERE takes no query from SELECT, which '%s' stands for; write it in WHERE, or WHERE around the whole: SELECT * FROM (SELECT …) WHERE %s …"
                            .formatted(name, name));
        }
        items.remove(alias);
        SqlNode meant = requireNonNull(SimpleNames.replaced(SyntaxCopy.of(item), this::meant), "item");
        items.put(alias, item);
        return meant;
    }
}

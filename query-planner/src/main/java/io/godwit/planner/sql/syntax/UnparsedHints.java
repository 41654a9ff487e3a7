package io.godwit.planner.sql.syntax;

import io.godwit.planner.sql.text.SqlText;
import io.godwit.planner.sql.text.SqlText.Token;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** What to write instead of clauses of other systems at which a statement does not parse. */
final class UnparsedHints {
    /** By a word, or by two tokens one behind the other. */
    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("GROUPS", "; of window frames there are ROWS and RANGE, and no GROUPS"),
            Map.entry(
                    "COLLATE",
                    "; texts have one collation, by their bytes; write lower(x) where case is to be all one"),
            Map.entry("TOP", "; write LIMIT 10 at the end of the statement"),
            Map.entry("JSON_OBJECT", "; json_object takes keys and values by turns: json_object('key', value)"),
            Map.entry("JSON_OBJECTAGG", "; json_objectagg takes a key and a value: json_objectagg(key, value)"),
            Map.entry("VARIADIC", "; VARIADIC is not supported; write the arguments one by one"),
            Map.entry("LATERAL VIEW", "; write FROM t, UNNEST(list) AS u (x)"),
            Map.entry("WITH ROLLUP", "; write GROUP BY ROLLUP (a, b)"),
            Map.entry("WITH CUBE", "; write GROUP BY CUBE (a, b)"),
            Map.entry("CONNECT BY", "; write WITH RECURSIVE"),
            Map.entry("FOR UPDATE", "; nothing is locked, so leave FOR UPDATE out"),
            Map.entry("STRUCT (", "; write {'name': value}, or struct_pack(name := value)"),
            Map.entry("& &", "; write list_has_any(a, b) of lists, and AND between conditions"),
            Map.entry("@ >", "; write list_has_all(a, b), or list_contains(a, x)"),
            Map.entry("< @", "; write list_has_all(b, a)"),
            Map.entry("^ @", "; write starts_with(x, 'prefix')"));

    private static final int MOST_TOKENS_BEHIND = 4;

    private UnparsedHints() {}

    /**
     * What to add to the error of a statement that does not parse; empty if there is nothing.
     *
     * @param position where it does not, which may be some tokens behind what is to be written otherwise
     */
    static String of(SqlText text, @Nullable SqlParserPos position) {
        List<Token> tokens = text.tokens();
        int last = position == null ? tokens.size() - 1 : Math.min(text.tokenAt(position), tokens.size() - 1);
        for (int i = Math.max(0, last - MOST_TOKENS_BEHIND); i <= last; i++) {
            String instead = INSTEAD.get(word(tokens, i));
            if (instead == null) {
                instead = INSTEAD.get(word(tokens, i) + " " + word(tokens, i + 1));
            }
            if (instead != null) {
                return instead;
            } else if (isShareOfRows(tokens, i)) {
                return "; LIMIT takes a number of rows, and no share of them";
            }
        }
        return "";
    }

    /** In large letters; nothing in the place of names and texts in quotes. */
    private static String word(List<Token> tokens, int index) {
        Token token = index < tokens.size() ? tokens.get(index) : null;
        return token != null
                        && (token.is(token.text())
                                || token.isSymbol(token.text().charAt(0)))
                ? token.text().toUpperCase(Locale.ROOT)
                : "";
    }

    private static boolean isShareOfRows(List<Token> tokens, int index) {
        return tokens.get(index).is("LIMIT")
                && index + 2 < tokens.size()
                && (tokens.get(index + 2).isSymbol('%') || tokens.get(index + 2).is("PERCENT"));
    }
}

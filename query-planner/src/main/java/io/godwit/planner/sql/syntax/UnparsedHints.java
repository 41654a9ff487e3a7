package io.godwit.planner.sql.syntax;

import io.godwit.planner.sql.text.SqlText;
import io.godwit.planner.sql.text.SqlText.Token;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What to write instead of clauses of other systems at which a statement does not parse. */
final class UnparsedHints {
    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("GROUPS", "; of window frames there are ROWS and RANGE, and no GROUPS"),
            Map.entry(
                    "COLLATE",
                    "; texts have one collation, by their bytes; write lower(x) where case is to be all one"),
            Map.entry("TOP", "; write LIMIT 10 at the end of the statement"),
            Map.entry("JSON_OBJECT", "; json_object takes keys and values by turns: json_object('key', value)"),
            Map.entry("JSON_OBJECTAGG", "; json_objectagg takes a key and a value: json_objectagg(key, value)"),
            Map.entry("VARIADIC", "; VARIADIC is not supported; write the arguments one by one"));

    private UnparsedHints() {}

    /** What to add to the error of a statement that does not parse; empty if there is nothing. */
    static String of(SqlText text) {
        List<Token> tokens = text.tokens();
        for (int i = 0; i < tokens.size(); i++) {
            String instead = INSTEAD.get(tokens.get(i).text().toUpperCase(Locale.ROOT));
            if (instead != null && tokens.get(i).is(tokens.get(i).text())) {
                return instead;
            } else if (isShareOfRows(tokens, i)) {
                return "; LIMIT takes a number of rows, and no share of them";
            }
        }
        return "";
    }

    private static boolean isShareOfRows(List<Token> tokens, int index) {
        return tokens.get(index).is("LIMIT")
                && index + 2 < tokens.size()
                && (tokens.get(index + 2).isSymbol('%') || tokens.get(index + 2).is("PERCENT"));
    }
}

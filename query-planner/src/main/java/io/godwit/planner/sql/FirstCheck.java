package io.godwit.planner.sql;

import io.godwit.planner.sql.SqlText.Token;
import java.util.List;
import java.util.regex.Pattern;

/** Says what to write instead of first(x) and last(x), which the grammar has for the rows of a MATCH_RECOGNIZE alone. */
final class FirstCheck {
    private static final Pattern OUTSIDE =
            Pattern.compile("(?s)Function '(FIRST|LAST)\\(.*' can only be used in MATCH_RECOGNIZE");

    static final String INSTEAD =
            "first(x ORDER BY y) and last(x ORDER BY y) are not supported; write min_by(x, y) for the x of the"
                    + " least y and max_by(x, y) for that of the greatest, which pass over nulls, or any_value(x) for any";

    private FirstCheck() {}

    /** Whether a statement that does not parse has such a call. */
    static boolean isIn(SqlText text) {
        List<Token> tokens = text.tokens();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            Token token = tokens.get(i);
            if ((token.is("FIRST") || token.is("LAST")) && tokens.get(i + 1).isSymbol('(')) {
                return true;
            }
        }
        return false;
    }

    /** Whether a message of Calcite's is about such a call. */
    static boolean isSaidBy(String message) {
        return OUTSIDE.matcher(message).matches();
    }
}

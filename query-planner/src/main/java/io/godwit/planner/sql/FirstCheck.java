package io.godwit.planner.sql;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.sql.SqlText.Token;
import java.util.List;
import java.util.Locale;

/** Refuses first(x) and last(x): the grammar has them for the rows of a MATCH_RECOGNIZE alone, and says nothing one can use. */
final class FirstCheck {
    private FirstCheck() {}

    static void refuse(SqlText text) {
        List<Token> tokens = text.tokens();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            boolean isCall = tokens.get(i + 1).isSymbol('(')
                    && (i == 0 || !tokens.get(i - 1).is("FETCH"))
                    && tokens.stream().noneMatch(token -> token.is("MATCH_RECOGNIZE"));
            if (isCall && (tokens.get(i).is("FIRST") || tokens.get(i).is("LAST"))) {
                throw new GodwitException(
                        ErrorCode.UNSUPPORTED,
                        "%s(x ORDER BY y) is not supported; write min_by(x, y) for the x of the least y, max_by(x, y) for that of"
                                        .formatted(tokens.get(i).text().toLowerCase(Locale.ROOT))
                                + " the greatest, which pass over nulls, or any_value(x) for any (%s)"
                                        .formatted(text.position(i)));
            }
        }
    }
}

package io.godwit.planner.sql.syntax;

import io.godwit.planner.sql.function.LambdaCalls;
import io.godwit.planner.sql.function.LambdaFunction;
import io.godwit.planner.sql.text.SqlText;
import io.godwit.planner.sql.text.SqlText.Token;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What to write instead of functions of other systems that there are none of here. */
final class FunctionHints {
    private static final Pattern UNKNOWN = Pattern.compile("No match found for function signature (\\w+)\\(.*");

    /** The grammar has FIRST and LAST for the rows of a MATCH_RECOGNIZE alone. */
    private static final Pattern FIRST_OR_LAST =
            Pattern.compile("(?s)Function '(FIRST|LAST)\\(.*' can only be used in MATCH_RECOGNIZE");

    private static final String INSTEAD_OF_FIRST =
            "first(x ORDER BY y) and last(x ORDER BY y) are not supported; write min_by(x, y) for the x of the"
                    + " least y and max_by(x, y) for that of the greatest, which pass over nulls, or any_value(x) for any";

    private FunctionHints() {}

    /** The sentence in place of what Calcite says of a function; null if there is none. */
    static @Nullable String of(String message) {
        if (FIRST_OR_LAST.matcher(message).matches()) {
            return INSTEAD_OF_FIRST;
        }
        Matcher unknown = UNKNOWN.matcher(message);
        LambdaFunction function = unknown.matches() ? LambdaFunction.find(unknown.group(1)) : null;
        return function == null ? null : LambdaCalls.usage(unknown.group(1).toLowerCase(Locale.ROOT), function);
    }

    /** What to add to the error of a statement that does not parse; empty if there is nothing. */
    static String ofUnparsed(SqlText text) {
        List<Token> tokens = text.tokens();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            Token token = tokens.get(i);
            if ((token.is("FIRST") || token.is("LAST")) && tokens.get(i + 1).isSymbol('(')) {
                return "; " + INSTEAD_OF_FIRST;
            }
        }
        return "";
    }
}

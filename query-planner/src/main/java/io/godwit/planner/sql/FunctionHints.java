package io.godwit.planner.sql;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What to write instead of functions of other systems that there are none of here. */
final class FunctionHints {
    private static final Pattern UNKNOWN = Pattern.compile("No match found for function signature (\\w+)\\(.*");

    private static final String OVER_ELEMENTS =
            "%s takes a lambda, which is not supported; write a query over the elements:"
                    + " (SELECT list(x + 1) FROM unnest(l) AS t (x) WHERE x > 0)";

    private static final Map<String, String> HINTS = Map.of(
            "LIST_TRANSFORM",
            OVER_ELEMENTS,
            "ARRAY_TRANSFORM",
            OVER_ELEMENTS,
            "LIST_APPLY",
            OVER_ELEMENTS,
            "LIST_FILTER",
            OVER_ELEMENTS,
            "ARRAY_FILTER",
            OVER_ELEMENTS,
            "LIST_REDUCE",
            OVER_ELEMENTS);

    private FunctionHints() {}

    /** The sentence for a message that says a function is unknown; null if none is known. */
    static @Nullable String of(String message) {
        Matcher matcher = UNKNOWN.matcher(message);
        if (!matcher.matches()) {
            return null;
        }
        String hint = HINTS.get(matcher.group(1).toUpperCase(Locale.ROOT));
        return hint == null ? null : hint.formatted(matcher.group(1).toLowerCase(Locale.ROOT));
    }
}

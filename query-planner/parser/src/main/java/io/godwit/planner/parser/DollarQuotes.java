package io.godwit.planner.parser;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code $$it's$$} and {@code $tag$…$tag$}: texts in which nothing is doubled or escaped. */
public final class DollarQuotes {
    private static final Pattern OPENING = Pattern.compile("\\$([\\p{L}_][\\p{L}\\p{N}_]*)?\\$");

    private DollarQuotes() {}

    /** What opens such a text at {@code start} of the statement, and closes it, too; empty if none begins there. */
    public static String opening(CharSequence sql, int start) {
        if (start == sql.length() || sql.charAt(start) != '$') {
            return "";
        }
        Matcher opening = OPENING.matcher(sql).region(start, sql.length());
        return opening.lookingAt() ? opening.group() : "";
    }
}

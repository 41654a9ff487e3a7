package io.godwit.planner.sql.function;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's, Oracle's and Snowflake's patterns of times, {@code YYYY-MM-DD HH24:MI:SS}, as those of {@code strftime}. */
final class TimePatterns {
    /** Of those that begin alike, the longer first. */
    private static final Map<String, String> OF_NUMBERS = new LinkedHashMap<>();

    static {
        OF_NUMBERS.put("YYYY", "%Y");
        OF_NUMBERS.put("IYYY", "%G");
        OF_NUMBERS.put("YY", "%y");
        OF_NUMBERS.put("MM", "%m");
        OF_NUMBERS.put("DDD", "%j");
        OF_NUMBERS.put("DD", "%d");
        OF_NUMBERS.put("HH24", "%H");
        OF_NUMBERS.put("HH12", "%I");
        OF_NUMBERS.put("MI", "%M");
        OF_NUMBERS.put("SS", "%S");
        OF_NUMBERS.put("MS", "%g");
        OF_NUMBERS.put("US", "%f");
        OF_NUMBERS.put("IW", "%V");
    }

    /** In which large and small letters matter: as they are here, so are those of the name. */
    private static final Map<String, String> OF_NAMES =
            Map.of("Mon", "%b", "Dy", "%a", "FMMonth", "%B", "FMDay", "%A", "AM", "%p", "PM", "%p");

    private TimePatterns() {}

    /** The pattern for {@code strftime} and {@code strptime}, or null if something in it has none. */
    static @Nullable String translated(String pattern) {
        StringBuilder translated = new StringBuilder();
        int at = 0;
        while (at < pattern.length()) {
            String part = part(pattern, at);
            if (part != null) {
                translated.append(
                        OF_NAMES.containsKey(part)
                                ? OF_NAMES.get(part)
                                : OF_NUMBERS.get(part.toUpperCase(Locale.ROOT)));
                at += part.length();
            } else if (pattern.charAt(at) == '"' && pattern.indexOf('"', at + 1) > 0) {
                int end = pattern.indexOf('"', at + 1);
                translated.append(pattern.substring(at + 1, end).replace("%", "%%"));
                at = end + 1;
            } else if (Character.isLetterOrDigit(pattern.charAt(at))) {
                return null;
            } else {
                translated.append(pattern.charAt(at) == '%' ? "%%" : pattern.substring(at, at + 1));
                at++;
            }
        }
        return translated.toString();
    }

    private static @Nullable String part(String pattern, int at) {
        for (String name : OF_NAMES.keySet()) {
            if (pattern.startsWith(name, at)) {
                return name;
            }
        }
        for (String number : OF_NUMBERS.keySet()) {
            if (pattern.regionMatches(true, at, number, 0, number.length())) {
                return pattern.substring(at, at + number.length());
            }
        }
        return null;
    }
}

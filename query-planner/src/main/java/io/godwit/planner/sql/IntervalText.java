package io.godwit.planner.sql;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Interval literals whose unit stands within the quotes, as PostgreSQL and DuckDB write them: {@code '1 day'}. */
final class IntervalText {
    private static final Set<String> UNITS = Set.of(
            "YEAR",
            "YEARS",
            "QUARTER",
            "QUARTERS",
            "MONTH",
            "MONTHS",
            "WEEK",
            "WEEKS",
            "DAY",
            "DAYS",
            "HOUR",
            "HOURS",
            "MINUTE",
            "MINUTES",
            "SECOND",
            "SECONDS");

    private static final Set<String> MILLISECONDS = Set.of("MILLISECOND", "MILLISECONDS");
    private static final Pattern COUNT_AND_UNIT = Pattern.compile("\\s*([-+]?\\d+(?:\\.\\d+)?)\\s*([A-Za-z]+)\\s*");

    private IntervalText() {}

    static boolean isUnit(String word) {
        return UNITS.contains(word.toUpperCase(Locale.ROOT));
    }

    /** Puts the unit behind the closing quote; what is no count with a unit stays for the parser to refuse. */
    static void rewrite(char[] sql, SqlText.Token literal) {
        Matcher text = COUNT_AND_UNIT.matcher(literal.text());
        if (!text.matches()) {
            refuseSeveralUnits(sql, literal);
            return;
        }
        String count = text.group(1);
        String unit = text.group(2);
        if (MILLISECONDS.contains(unit.toUpperCase(Locale.ROOT))) {
            count = new BigDecimal(count).movePointLeft(3).toPlainString();
            unit = "SECOND";
        } else if (!isUnit(unit)) {
            throw refused(sql, literal, "has no unit an interval can have");
        }
        String written = "'" + count + "'" + unit;
        Arrays.fill(sql, literal.start(), literal.end(), ' ');
        written.getChars(0, written.length(), sql, literal.start());
    }

    private static void refuseSeveralUnits(char[] sql, SqlText.Token literal) {
        if (literal.text().chars().anyMatch(Character::isLetter)) {
            throw refused(sql, literal, "is not one number and one unit");
        }
    }

    private static GodwitException refused(char[] sql, SqlText.Token literal, String why) {
        return new GodwitException(
                ErrorCode.INVALID_ARGUMENT,
                "The interval '%s' at %s %s; write INTERVAL '1' DAY or INTERVAL '1 day', and several units as a sum: INTERVAL '1' DAY + INTERVAL '2' HOUR"
                        .formatted(literal.text(), SqlErrors.position(sql, literal.start()), why));
    }
}

package io.godwit.planner.sql.text;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Interval literals whose units stand within the quotes, as PostgreSQL and DuckDB write them: {@code '1 day'}, {@code '1
 * day 2 hours'}, {@code '1 day 02:30:00'}, {@code '1.5 hours'}. What the grammar has no form for becomes a number of the
 * smallest unit that divides it. No month is a number of days: the two are refused together.
 */
final class IntervalText {
    private static final Map<String, Unit> UNITS = Arrays.stream(Unit.values())
            .flatMap(unit -> Stream.of(Map.entry(unit.name(), unit), Map.entry(unit.name() + "S", unit)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static final Pattern COUNT_AND_UNIT = Pattern.compile("\\s*([-+]?\\d+(?:\\.\\d+)?)\\s*([A-Za-z]+)\\s*");
    private static final Pattern CLOCK =
            Pattern.compile("\\s*([-+]?)(\\d+):([0-5]?\\d)(?::([0-5]?\\d(?:\\.\\d+)?))?\\s*");

    private final char[] sql;
    private final SqlText.Token literal;
    private BigDecimal sum = BigDecimal.ZERO;
    private @Nullable Unit smallest;

    private IntervalText(char[] sql, SqlText.Token literal) {
        this.sql = sql;
        this.literal = literal;
    }

    static boolean isUnit(String word) {
        Unit unit = UNITS.get(word.toUpperCase(Locale.ROOT));
        return unit != null && unit.isWritten();
    }

    /** Puts the unit behind the closing quote; what has no unit stays for the parser to refuse. */
    static void rewrite(char[] sql, SqlText.Token literal) {
        if (literal.text().chars().anyMatch(Character::isLetter)) {
            new IntervalText(sql, literal).rewrite();
        }
    }

    private void rewrite() {
        String text = literal.text();
        Matcher count = COUNT_AND_UNIT.matcher(text);
        Matcher clock = CLOCK.matcher(text);
        int end = 0;
        while (end < text.length()) {
            if (count.region(end, text.length()).lookingAt()) {
                add(count.group(1), unit(count.group(2)));
                end = count.end();
            } else if (clock.region(end, text.length()).lookingAt()) {
                String sign = clock.group(1);
                add(sign + clock.group(2), Unit.HOUR);
                add(sign + clock.group(3), Unit.MINUTE);
                add(sign + (clock.group(4) == null ? "0" : clock.group(4)), Unit.SECOND);
                end = clock.end();
            } else {
                throw refused("is not made of numbers with a unit each");
            }
        }
        write();
    }

    private Unit unit(String word) {
        Unit unit = UNITS.get(word.toUpperCase(Locale.ROOT));
        if (unit == null) {
            throw refused("has no unit an interval can have");
        }
        return unit;
    }

    private void add(String count, Unit unit) {
        if (smallest != null && smallest.ofMonths != unit.ofMonths) {
            throw refused("mixes months and days, of which neither is a number of the other");
        }
        smallest = smallest == null || unit.compareTo(smallest) > 0 ? unit : smallest;
        sum = sum.add(new BigDecimal(count).multiply(unit.size));
    }

    private void write() {
        Unit least = requireNonNull(smallest, "smallest");
        Unit unit = Arrays.stream(Unit.values())
                .filter(other -> other.ofMonths == least.ofMonths && other.isWritten())
                .filter(other -> other.compareTo(least) >= 0 && isWhole(other))
                .findFirst()
                .orElse(least.ofMonths ? Unit.MONTH : Unit.SECOND);
        String written = "'" + sum.divide(unit.size).stripTrailingZeros().toPlainString() + "'" + unit;
        if (written.length() > literal.end() - literal.start()) {
            throw refused("has a fraction too fine for its unit");
        }
        Arrays.fill(sql, literal.start(), literal.end(), ' ');
        written.getChars(0, written.length(), sql, literal.start());
    }

    private boolean isWhole(Unit unit) {
        return sum.remainder(unit.size).signum() == 0;
    }

    private GodwitException refused(String why) {
        return new GodwitException(
                ErrorCode.INVALID_ARGUMENT,
                "The interval '%s' at %s %s; write INTERVAL '1' DAY or INTERVAL '1 day 2 hours', and months and days as a sum: INTERVAL '1' MONTH + INTERVAL '2' DAY"
                        .formatted(literal.text(), SqlErrors.position(sql, literal.start()), why));
    }

    /** From the longest to the shortest of each kind, with its size in months or seconds. */
    private enum Unit {
        YEAR(true, "12"),
        QUARTER(true, "3"),
        MONTH(true, "1"),
        WEEK(false, "604800"),
        DAY(false, "86400"),
        HOUR(false, "3600"),
        MINUTE(false, "60"),
        SECOND(false, "1"),
        MILLISECOND(false, "0.001");

        private final boolean ofMonths;
        private final BigDecimal size;

        Unit(boolean ofMonths, String size) {
            this.ofMonths = ofMonths;
            this.size = new BigDecimal(size);
        }

        /** Whether SQL has it as a unit of intervals. */
        private boolean isWritten() {
            return this != MILLISECOND;
        }
    }
}

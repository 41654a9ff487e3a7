package io.godwit.server.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads amounts with units: {@code 64kb}, {@code 30s}. */
final class Quantity {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*([a-z]*)");

    private Quantity() {}

    static long bytes(String key, String text) {
        Matcher matcher = match(key, text, "a size such as 64kb, 3mb or 2gb");
        long factor = switch (matcher.group(2)) {
            case "", "b" -> 1L;
            case "kb" -> 1L << 10;
            case "mb" -> 1L << 20;
            case "gb" -> 1L << 30;
            default -> throw wrong(key, text, "a size such as 64kb, 3mb or 2gb");
        };
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), factor);
    }

    static Duration duration(String key, String text) {
        Matcher matcher = match(key, text, "a time such as 500ms, 30s, 10m or 1h");
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> throw wrong(key, text, "a time such as 500ms, 30s, 10m or 1h");
        };
    }

    static long whole(String key, String text, long min, long max) {
        String expected = "a whole number from " + min + " to " + max;
        Matcher matcher = match(key, text, expected);
        long value = Long.parseLong(matcher.group(1));
        if (!matcher.group(2).isEmpty() || value < min || value > max) {
            throw wrong(key, text, expected);
        }
        return value;
    }

    private static Matcher match(String key, String text, String expected) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw wrong(key, text, expected);
        }
        return matcher;
    }

    private static ConfigException wrong(String key, String text, String expected) {
        return new ConfigException("\"" + text + "\" is no value for " + key + "; write " + expected);
    }
}

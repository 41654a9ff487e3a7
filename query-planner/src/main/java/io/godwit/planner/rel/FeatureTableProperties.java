package io.godwit.planner.rel;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.PinnedTable;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a feature table says of its own columns, in its Iceberg properties.
 *
 * @param entityKey columns that name the entity: {@value #ENTITY_KEY}, else the identifier fields, else empty
 * @param eventTime column that says when a row was so
 * @param ingestionTime column that says when the table learned it
 */
public record FeatureTableProperties(
        List<String> entityKey,
        @Nullable String eventTime,
        @Nullable String ingestionTime) {
    public static final String ENTITY_KEY = "godwit.entity-key";
    public static final String EVENT_TIME = "godwit.event-time";
    public static final String INGESTION_TIME = "godwit.ingestion-time";
    public static final String TTL = "godwit.ttl";

    /** What an offset of times, which counts nanoseconds, can be. */
    private static final Duration LONGEST = Duration.ofDays(106_751);

    private static final Pattern AMOUNT = Pattern.compile("(\\d+)\\s*(second|minute|hour|day|week)s?");

    public static FeatureTableProperties of(PinnedTable table) {
        Map<String, String> properties = table.properties();
        return new FeatureTableProperties(entityKey(table), properties.get(EVENT_TIME), properties.get(INGESTION_TIME));
    }

    private static List<String> entityKey(PinnedTable table) {
        String declared = table.properties().get(ENTITY_KEY);
        if (declared != null) {
            return Arrays.stream(declared.split(","))
                    .map(String::trim)
                    .filter(name -> !name.isEmpty())
                    .toList();
        }
        return table.schema().identifierFieldNames().stream().sorted().toList();
    }

    /** How old a row may be and still be used, written as in ISO 8601 ({@code PT6H}, {@code P3D}) or words ({@code 6 hours}). */
    public static @Nullable Duration ttl(PinnedTable table) {
        String text = table.properties().get(TTL);
        if (text == null) {
            return null;
        }
        try {
            Duration ttl = duration(text.trim());
            boolean isWhole = ttl.equals(ttl.truncatedTo(ChronoUnit.MILLIS));
            if (isWhole && !ttl.isNegative() && ttl.compareTo(LONGEST) <= 0) {
                return ttl;
            }
        } catch (DateTimeParseException | ArithmeticException | NumberFormatException e) {
            throw notATtl(table, text, e);
        }
        throw notATtl(table, text, null);
    }

    private static Duration duration(String text) {
        Matcher words = AMOUNT.matcher(text.toLowerCase(Locale.ROOT));
        if (!words.matches()) {
            return Duration.parse(text);
        }
        long amount = Long.parseLong(words.group(1));
        return switch (words.group(2)) {
            case "second" -> Duration.ofSeconds(amount);
            case "minute" -> Duration.ofMinutes(amount);
            case "hour" -> Duration.ofHours(amount);
            case "day" -> Duration.ofDays(amount);
            default -> Duration.ofDays(Math.multiplyExact(7, amount));
        };
    }

    private static GodwitException notATtl(PinnedTable table, String text, @Nullable RuntimeException cause) {
        return new GodwitException(
                ErrorCode.INVALID_ARGUMENT,
                "Property %s of table %s is \"%s\"; write it as 6 hours, 3 days or PT6H, in whole milliseconds and at most %d days"
                        .formatted(TTL, table.name(), text, LONGEST.toDays()),
                cause);
    }
}

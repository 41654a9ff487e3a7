package io.godwit.planner.rel;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.PinnedTable;
import java.time.Duration;
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
 * @param ttl how old a row may be and still be used
 */
public record FeatureTableProperties(
        List<String> entityKey,
        @Nullable String eventTime,
        @Nullable String ingestionTime,
        @Nullable Duration ttl) {
    public static final String ENTITY_KEY = "godwit.entity-key";
    public static final String EVENT_TIME = "godwit.event-time";
    public static final String INGESTION_TIME = "godwit.ingestion-time";
    public static final String TTL = "godwit.ttl";

    private static final Pattern AMOUNT = Pattern.compile("(\\d+)\\s*(second|minute|hour|day|week)s?");

    public static FeatureTableProperties of(PinnedTable table) {
        Map<String, String> properties = table.properties();
        return new FeatureTableProperties(
                entityKey(table),
                properties.get(EVENT_TIME),
                properties.get(INGESTION_TIME),
                ttl(table, properties.get(TTL)));
    }

    private static List<String> entityKey(PinnedTable table) {
        String declared = table.properties().get(ENTITY_KEY);
        if (declared != null) {
            return Arrays.stream(declared.split(",")).map(String::trim).toList();
        }
        return table.schema().identifierFieldNames().stream().sorted().toList();
    }

    /** ISO 8601 ({@code PT6H}, {@code P3D}) or words ({@code 6 hours}). */
    private static @Nullable Duration ttl(PinnedTable table, @Nullable String text) {
        if (text == null) {
            return null;
        }
        Matcher words = AMOUNT.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (words.matches()) {
            long amount = Long.parseLong(words.group(1));
            return switch (words.group(2)) {
                case "second" -> Duration.ofSeconds(amount);
                case "minute" -> Duration.ofMinutes(amount);
                case "hour" -> Duration.ofHours(amount);
                case "day" -> Duration.ofDays(amount);
                default -> Duration.ofDays(7 * amount);
            };
        }
        try {
            return Duration.parse(text.trim());
        } catch (java.time.format.DateTimeParseException e) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Property %s of table %s is \"%s\"; write it as 6 hours, 3 days or PT6H"
                            .formatted(TTL, table.name(), text),
                    e);
        }
    }
}

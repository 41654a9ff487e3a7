package io.godwit.planner.training.registry;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parameter's value as text, with the kind to read it back as.
 *
 * @param text null for a null and a list
 * @param elements of a list, null for anything else
 */
public record StoredValue(
        String kind, @Nullable String text, @Nullable List<StoredValue> elements) {
    private static final String LIST = "List";

    private StoredValue(String kind, @Nullable String text) {
        this(kind, text, null);
    }

    public static StoredValue of(@Nullable Object value) {
        if (value == null) {
            return new StoredValue("null", null);
        } else if (value instanceof List<?> list) {
            return new StoredValue(
                    LIST, null, list.stream().map(StoredValue::of).toList());
        } else if (value instanceof byte[] bytes) {
            return new StoredValue("Bytes", Base64.getEncoder().encodeToString(bytes));
        } else if (value instanceof CharSequence || value instanceof org.apache.arrow.vector.util.Text) {
            return new StoredValue("String", value.toString());
        }
        String kind = value.getClass().getSimpleName();
        StoredValue stored = new StoredValue(kind, value.toString());
        if (!value.equals(stored.value())) {
            throw unsupported(kind);
        }
        return stored;
    }

    @Nullable
    public Object value() {
        if (elements != null) {
            List<@Nullable Object> values = new ArrayList<>();
            elements.forEach(element -> values.add(element.value()));
            return values;
        } else if (text == null) {
            return null;
        }
        return switch (kind) {
            case "String" -> text;
            case "Bytes" -> Base64.getDecoder().decode(text);
            case "Boolean" -> Boolean.valueOf(text);
            case "Byte" -> Byte.valueOf(text);
            case "Short" -> Short.valueOf(text);
            case "Integer" -> Integer.valueOf(text);
            case "Long" -> Long.valueOf(text);
            case "Float" -> Float.valueOf(text);
            case "Double" -> Double.valueOf(text);
            case "BigDecimal" -> new BigDecimal(text);
            case "BigInteger" -> new BigInteger(text);
            case "Instant" -> Instant.parse(text);
            case "LocalTime" -> LocalTime.parse(text);
            case "LocalDate" -> LocalDate.parse(text);
            case "LocalDateTime" -> LocalDateTime.parse(text);
            case "Duration" -> Duration.parse(text);
            default -> throw unsupported(kind);
        };
    }

    private static GodwitException unsupported(String kind) {
        return new GodwitException(
                ErrorCode.UNSUPPORTED,
                "A parameter of kind %s cannot be kept with a training dataset; write the value into the query"
                        .formatted(kind));
    }
}

package io.godwit.planner.training.registry;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A parameter's value as text, with the kind to read it back as.
 *
 * @param text null for a null
 */
public record StoredValue(String kind, @Nullable String text) {
    public static StoredValue of(@Nullable Object value) {
        if (value == null) {
            return new StoredValue("null", null);
        }
        if (value instanceof byte[] bytes) {
            return new StoredValue("Bytes", Base64.getEncoder().encodeToString(bytes));
        }
        if (value instanceof CharSequence || value instanceof org.apache.arrow.vector.util.Text) {
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
        if (text == null) {
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

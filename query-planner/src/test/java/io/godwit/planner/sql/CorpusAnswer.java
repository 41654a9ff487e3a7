package io.godwit.planner.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;

/** The recorded answer of a query of the corpus; the order of rows does not count. */
record CorpusAnswer(List<List<Object>> rows) {
    private static final double RELATIVE_ERROR = 1e-9;
    private static final MathContext SORTED_DIGITS = new MathContext(7);
    private static final String NULL = "NULL";

    static CorpusAnswer of(JsonNode expected) {
        List<String> kinds = new ArrayList<>();
        expected.get("cols").forEach(column -> kinds.add(column.get("kind").asText()));
        List<List<Object>> rows = new ArrayList<>();
        for (JsonNode recorded : expected.get("rows")) {
            List<Object> row = new ArrayList<>();
            for (int column = 0; column < kinds.size(); column++) {
                row.add(value(recorded.get(column), kinds.get(column)));
            }
            rows.add(row);
        }
        return new CorpusAnswer(rows);
    }

    private static Object value(JsonNode recorded, String kind) {
        if (recorded.isNull()) {
            return NULL;
        }
        return switch (kind) {
            case "int", "decimal", "float" -> number(recorded.asText());
            case "timestamp" -> LocalDateTime.parse(recorded.asText());
            case "date" -> LocalDate.parse(recorded.asText());
            case "list", "struct" -> withoutNulls(recorded).toString();
            default -> recorded.asText();
        };
    }

    /** Arrow's text of a structure leaves fields that are null out. */
    private static JsonNode withoutNulls(JsonNode recorded) {
        if (recorded instanceof ObjectNode structure) {
            structure.forEach(CorpusAnswer::withoutNulls);
            structure.removeIf(JsonNode::isNull);
        } else {
            recorded.forEach(CorpusAnswer::withoutNulls);
        }
        return recorded;
    }

    static Object value(FieldVector vector, int row) {
        Object value = vector.getObject(row);
        if (value == null) {
            return NULL;
        } else if (vector instanceof DateDayVector) {
            return LocalDate.ofEpochDay((Integer) value);
        } else if (value instanceof Number number) {
            return number(number.toString());
        }
        return value instanceof LocalDateTime ? value : value.toString();
    }

    /** An infinity or NaN stays text. */
    private static Object number(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return text;
        }
    }

    /** What is the first difference, or nothing. */
    String difference(List<List<Object>> actual) {
        if (actual.size() != rows.size()) {
            return "%d rows instead of %d".formatted(actual.size(), rows.size());
        }
        List<List<Object>> sortedActual = sorted(actual);
        List<List<Object>> sortedExpected = sorted(rows);
        for (int row = 0; row < rows.size(); row++) {
            if (!matches(sortedExpected.get(row), sortedActual.get(row))) {
                return "%s instead of %s".formatted(sortedActual.get(row), sortedExpected.get(row));
            }
        }
        return "";
    }

    private static List<List<Object>> sorted(List<List<Object>> rows) {
        return rows.stream().sorted(Comparator.comparing(CorpusAnswer::sortKey)).toList();
    }

    private static String sortKey(List<Object> row) {
        StringBuilder key = new StringBuilder();
        for (Object value : row) {
            boolean isFraction = value instanceof BigDecimal number
                    && number.stripTrailingZeros().scale() > 0;
            Object shown = isFraction ? ((BigDecimal) value).round(SORTED_DIGITS) : value;
            key.append(
                            shown instanceof BigDecimal number
                                    ? number.stripTrailingZeros().toPlainString()
                                    : shown)
                    .append('|');
        }
        return key.toString();
    }

    private static boolean matches(List<Object> expected, List<Object> actual) {
        if (expected.size() != actual.size()) {
            return false;
        }
        for (int column = 0; column < expected.size(); column++) {
            if (!matches(expected.get(column), actual.get(column))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(Object expected, Object actual) {
        if (expected instanceof BigDecimal number && actual instanceof BigDecimal other) {
            double size = Math.max(number.abs().doubleValue(), other.abs().doubleValue());
            boolean areWhole = number.stripTrailingZeros().scale() <= 0
                    && other.stripTrailingZeros().scale() <= 0;
            return areWhole
                    ? number.compareTo(other) == 0
                    : number.subtract(other).abs().doubleValue() <= RELATIVE_ERROR * size;
        }
        return expected.equals(actual);
    }
}

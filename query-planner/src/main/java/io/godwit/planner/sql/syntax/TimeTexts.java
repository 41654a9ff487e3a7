package io.godwit.planner.sql.syntax;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.planner.sql.text.SqlErrors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlUnknownLiteral;

/** What may stand after TIMESTAMP and TIME beside Calcite's one form: the T of ISO 8601, and minutes without seconds. */
public final class TimeTexts {
    private static final Pattern TIMESTAMP = Pattern.compile("(\\d+-\\d+-\\d+)[ Tt](\\d+:\\d+)(:\\d+(?:\\.\\d+)?)?");
    private static final Pattern TIME = Pattern.compile("\\d+:\\d+");
    private static final Pattern ZONED = Pattern.compile("\\d+-\\d+-\\d+[ Tt][\\d:.]+\\s*(?:[Zz]|[-+]\\d+(?::?\\d+)?)");

    private TimeTexts() {}

    /** The literal in the form Calcite reads, or as it is. A timestamp with an offset is refused: it is another type. */
    public static SqlUnknownLiteral readable(SqlUnknownLiteral literal) {
        String text = literal.getValue().strip();
        if (literal.tag.equals("TIMESTAMP")) {
            Matcher timestamp = TIMESTAMP.matcher(text);
            if (timestamp.matches()) {
                String seconds = timestamp.group(3) == null ? ":00" : timestamp.group(3);
                return with(literal, timestamp.group(1) + " " + timestamp.group(2) + seconds);
            } else if (ZONED.matcher(text).matches()) {
                throw SqlErrors.at(
                        ErrorCode.INVALID_ARGUMENT,
                        literal,
                        "A TIMESTAMP has no offset from UTC; write TIMESTAMPTZ '%s' for an instant".formatted(text));
            }
        } else if (literal.tag.equals("TIME") && TIME.matcher(text).matches()) {
            return with(literal, text + ":00");
        }
        return literal;
    }

    private static SqlUnknownLiteral with(SqlUnknownLiteral literal, String text) {
        return (SqlUnknownLiteral) SqlLiteral.createUnknown(literal.tag, text, literal.getParserPosition());
    }
}

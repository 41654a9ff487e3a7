package io.godwit.planner.sql.syntax;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.sql.text.SqlErrors;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** Turns what Calcite throws at bad SQL into sentences with a position. */
public final class CalciteErrors {
    private static final Pattern EXPECTED = Pattern.compile("(?s)\\s*Was expecting.*");
    private static final Pattern AT_POSITION = Pattern.compile(" at line \\d+, column \\d+\\.?");
    private static final Pattern UNEXPECTED =
            Pattern.compile("(?s)Encountered \"(.*?)\"|Lexical error.*Encountered: \"(.*?)\".*");
    private static final Pattern FOREIGN_ASOF =
            Pattern.compile("(?i)Encountered \"asof (left|right|full|inner|semi|anti)");
    private static final Pattern NOT_FOUND = Pattern.compile(
            "(Column|Table|Object) '.*' not found.*|No match found for function signature.*|There is no function.*");
    private static final Pattern UNKNOWN_COLUMN = Pattern.compile("Column '([^']*)' not found.*");
    /** What Calcite says of an unknown name in a SELECT list, where it might be an alias of that very list. */
    private static final Pattern SELF_REFERENCE =
            Pattern.compile("The definition of column '([^']*)' depends on itself.*");

    private static final Pattern DIFFERENCE_OF_TIMES =
            Pattern.compile("Cannot apply '-' to arguments of type '<TIME[^>]*> - <(TIME|DATE)[^>]*>'");

    private static final Pattern AGGREGATE_OF_INTERVALS =
            Pattern.compile("Cannot apply '([A-Z_]+)' to arguments of type '\\1\\(<INTERVAL.*<NUMERIC>\\)'.*");
    private static final Pattern JSON_TYPE = Pattern.compile("(?i)Unknown identifier 'JSONB?'");
    private static final Pattern LIST_OF_UNKNOWN_TYPE =
            Pattern.compile("(?s)Cannot apply 'UNNEST' to arguments of type 'UNNEST\\(<UNKNOWN>\\)'.*");
    private static final Pattern COLUMNS = Pattern.compile("(?i)No match found for function signature COLUMNS\\(");

    private static final String UNTYPED_PARAMETER = "Illegal use of dynamic parameter";

    private CalciteErrors() {}

    public static GodwitException of(SqlParseException e, String hint) {
        String message = String.valueOf(e.getMessage());
        SqlParserPos position = e.getPos();
        if (position == null) {
            return new GodwitException(ErrorCode.INVALID_ARGUMENT, "The statement does not parse: " + message, e);
        }
        String said =
                AT_POSITION.matcher(EXPECTED.matcher(message).replaceFirst("")).replaceFirst("");
        return new GodwitException(
                ErrorCode.INVALID_ARGUMENT,
                "The statement does not parse at " + SqlErrors.position(position) + ": " + unexpected(said) + hint,
                e);
    }

    private static String unexpected(String said) {
        if (said.startsWith("Encountered \"<EOF>\"")) {
            return "it ends where more was expected";
        }
        if (said.startsWith("Non-query expression")) {
            return "a statement begins with SELECT, WITH, FROM, VALUES or TABLE, or with a command such as SHOW, DESCRIBE or"
                    + " EXPLAIN";
        }
        if (FOREIGN_ASOF.matcher(said).lookingAt() || said.startsWith("ASOF JOIN missing MATCH_CONDITION")) {
            return "an ASOF join is written [LEFT] ASOF JOIN f MATCH_CONDITION f.event_time <= l.ts ON f.id = l.id";
        }
        Matcher matcher = UNEXPECTED.matcher(said);
        return matcher.lookingAt()
                ? "\"" + (matcher.group(1) == null ? matcher.group(2) : matcher.group(1)) + "\" was not expected here"
                : said.replaceFirst("\\.$", "");
    }

    /** What Calcite says, without the position it says it of. */
    public static String said(CalciteContextException e) {
        String message = String.valueOf(
                e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
        if (message.equals(UNTYPED_PARAMETER)) {
            return "Nothing here says which type the parameter has; write CAST(? AS BIGINT), or whatever it is";
        }
        if (DIFFERENCE_OF_TIMES.matcher(message).lookingAt()) {
            return "Times with a zone and without, times of day and nanoseconds are not taken from each other; write"
                    + " date_diff('second', earlier, later), or another unit";
        }
        Matcher ofIntervals = AGGREGATE_OF_INTERVALS.matcher(message);
        if (ofIntervals.lookingAt()) {
            String name = ofIntervals.group(1).toLowerCase(Locale.ROOT);
            return "%1$s takes numbers; write %1$s(epoch(later - earlier)), in seconds".formatted(name);
        }
        if (JSON_TYPE.matcher(message).lookingAt()) {
            return "JSON is text here, so there are lists, maps and structures of VARCHAR and none of JSON";
        }
        if (LIST_OF_UNKNOWN_TYPE.matcher(message).matches()) {
            return "Nothing here says which list the parameter is; write unnest(CAST(? AS BIGINT[])), or whatever its elements are";
        }
        if (COLUMNS.matcher(message).lookingAt()) {
            return "COLUMNS takes a regular expression in quotes, or *, and stands in SELECT";
        }
        String instead = FunctionHints.of(message);
        if (instead != null) {
            return instead;
        }
        return SELF_REFERENCE
                .matcher(message.replaceAll("\\s*\n\\s*", " "))
                .replaceFirst("Column '$1' not found in any table");
    }

    public static GodwitException of(CalciteContextException e, String hint) {
        String said = said(e);
        ErrorCode code = NOT_FOUND.matcher(said).matches() ? ErrorCode.NOT_FOUND : ErrorCode.INVALID_ARGUMENT;
        String position = e.getPosLine() > 0 ? " (line " + e.getPosLine() + ", column " + e.getPosColumn() + ")" : "";
        return new GodwitException(code, said + hint + position, e);
    }

    public static GodwitException of(CalciteException e) {
        return new GodwitException(ErrorCode.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
    }

    /** The column a message says does not exist, or null when it says something else. */
    public static @Nullable String unknownColumn(String message) {
        Matcher matcher = UNKNOWN_COLUMN.matcher(message);
        return matcher.matches() ? matcher.group(1) : null;
    }
}

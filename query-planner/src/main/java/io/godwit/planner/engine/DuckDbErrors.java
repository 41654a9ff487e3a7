package io.godwit.planner.engine;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.memory.OutOfMemoryException;

/** Tells from the kind that DuckDB names first in a message ("Conversion Error: …") whose fault it was. */
final class DuckDbErrors {
    /** Streams put text of their own before the kind. What follows the first line is a position in SQL nobody wrote. */
    private static final Pattern MESSAGE = Pattern.compile(
            "(Out of Range|Conversion|Divide by Zero|Object Size|Invalid Input|Not implemented|IO|INTERRUPT|FATAL|INTERNAL"
                    + "|Out of Memory|Binder|Parser|Catalog|Mismatch Type|Parameter Not Allowed|Permission|Syntax) Error: (.*)");

    /** Columns are called c0, c1, … in the engine, which tells a user nothing. */
    private static final Pattern OWN_NAMES = Pattern.compile(" when casting from source column \\w+$");

    /** Said of operands that are of other types than the engine's function takes, which only it knows in full. */
    private static final Pattern MISTYPED = Pattern.compile(
            "No function matches the given name and argument types '(.*)'\\..*"
                    + "|Could not choose a best candidate function for the function call \"(.*)\"\\. In order.*"
                    + "|(.* must be a constant expression.*|.* requires an even number of arguments.*|.* argument type must be .*"
                    + "|.* must not be NULL|Cannot deduce .*|Cannot concatenate .*|json_object\\(\\) keys must be VARCHAR).*");

    /** Said of a list whose elements an aggregate does not take. */
    private static final String NO_AGGREGATE = "No matching aggregate function";

    /** Said of a table's arguments when they are bound. */
    private static final String NO_STEP = "interval cannot be 0";

    /** Said where its part of the spill directory is full. */
    private static final String DISK_IS_FULL = "failed to offload";

    private static final String SPILLED_FILE = "duckdb_temp";

    private DuckDbErrors() {}

    static GodwitException translate(Throwable error) {
        if (isOutOfArrowMemory(error)) {
            return new GodwitException(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "The query may hold no more Arrow memory for what it hands to the SQL engine: %s; raise query.memory-bytes or ask for fewer columns"
                            .formatted(error.getMessage()),
                    error);
        }
        Matcher message = MESSAGE.matcher(String.valueOf(error.getMessage()));
        if (!message.find()) {
            return new GodwitException(ErrorCode.INTERNAL, "The SQL engine failed: " + error.getMessage(), error);
        }
        if (message.group(2).startsWith(NO_STEP)) {
            return new GodwitException(ErrorCode.INVALID_ARGUMENT, "The step of a series must not be 0", error);
        }
        if (message.group(2).startsWith("Division by zero")) {
            return new GodwitException(
                    ErrorCode.INVALID_ARGUMENT, "Division by zero; write / nullif(divisor, 0) for null instead", error);
        }
        if (message.group(2).startsWith(NO_AGGREGATE)) {
            return new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A function of lists does not take elements of this type; cast the list, such as list_sum(l::BIGINT[])",
                    error);
        }
        Matcher mistyped = MISTYPED.matcher(message.group(2));
        if (mistyped.matches()) {
            return new GodwitException(ErrorCode.INVALID_ARGUMENT, ofOperands(mistyped), error);
        }
        ErrorCode code = codeOf(message.group(1));
        String text = OWN_NAMES.matcher(message.group(2)).replaceFirst("");
        if (text.startsWith(DISK_IS_FULL) || text.contains(SPILLED_FILE)) {
            String advice = "The SQL engine cannot spill: %s;"
                    + " make room in spill.directory or point it to a larger disk, ask for less at a time, or raise query.memory-bytes";
            return new GodwitException(code, advice.formatted(withoutStop(text)), error);
        }
        if (code == ErrorCode.RESOURCE_EXHAUSTED) {
            String advice = "The query needs more memory in the SQL engine than it may hold: %s;"
                    + " ask for less at a time, or raise query.memory-bytes";
            return new GodwitException(code, advice.formatted(withoutStop(text)), error);
        }
        return new GodwitException(code, code.isCallers() ? text : "The SQL engine failed: " + text, error);
    }

    private static String ofOperands(Matcher mistyped) {
        if (mistyped.group(1) != null) {
            return "There is no " + mistyped.group(1) + "; cast the operands to what it takes";
        } else if (mistyped.group(2) != null) {
            return mistyped.group(2) + " could be any of several functions; cast NULL to the type it is to have";
        }
        return mistyped.group(3);
    }

    private static String withoutStop(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    /** The engine asks for schemas and batches by calls into Java, and tells in its own words what these threw. */
    private static boolean isOutOfArrowMemory(Throwable error) {
        return String.valueOf(error.getMessage()).contains(OutOfMemoryException.class.getName());
    }

    /** While streaming, the driver forgets what went wrong before the first row. */
    static boolean isMessageLost(SQLException error) {
        return String.valueOf(error.getMessage()).endsWith("Invalid result set");
    }

    /** Whether the instance can serve no further query. The only files it has are those it spills to, and it makes their directory once. */
    static boolean isFatal(Throwable error) {
        Matcher message = MESSAGE.matcher(String.valueOf(error.getMessage()));
        return message.find() && Set.of("FATAL", "INTERNAL", "IO").contains(message.group(1));
    }

    /** A statement that does not parse or bind is our doing: users write no SQL for the engine. */
    private static ErrorCode codeOf(String kind) {
        return switch (kind) {
            case "Out of Range",
                    "Conversion",
                    "Divide by Zero",
                    "Object Size",
                    "Invalid Input",
                    "Mismatch Type",
                    "Parameter Not Allowed" -> ErrorCode.INVALID_ARGUMENT;
            case "Not implemented" -> ErrorCode.UNSUPPORTED;
            case "Out of Memory" -> ErrorCode.RESOURCE_EXHAUSTED;
            case "INTERRUPT" -> ErrorCode.CANCELLED;
            case "IO" -> ErrorCode.UNAVAILABLE;
            default -> ErrorCode.INTERNAL;
        };
    }
}

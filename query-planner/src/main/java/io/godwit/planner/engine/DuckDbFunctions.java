package io.godwit.planner.engine;

import io.godwit.planner.catalog.Quoted;
import io.godwit.planner.parser.AtTimeZone;
import io.godwit.planner.parser.Glob;
import io.godwit.planner.parser.IntegerOperators;
import io.godwit.planner.parser.JsonArrow;
import io.godwit.planner.rel.QuantifiedComparisons;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLambda;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.fun.SqlTrimFunction;
import org.apache.calcite.sql.type.SqlTypeName;

/** Writes calls of scalar functions and operators. */
final class DuckDbFunctions {
    /** Functions DuckDB has under the same name with the same arguments and meaning. */
    private static final Set<String> SAME = Set.of(
            "ABS",
            "ACOS",
            "ASCII",
            "ASIN",
            "ATAN",
            "ATAN2",
            "BIT_LENGTH",
            "CBRT",
            "COALESCE",
            "CONCAT",
            "CONCAT_WS",
            "COS",
            "COT",
            "DEGREES",
            "ENDS_WITH",
            "EXP",
            "INSTR",
            "LEFT",
            "LENGTH",
            "LEVENSHTEIN",
            "LN",
            "LOG",
            "LOG10",
            "LOG2",
            "LOWER",
            "LTRIM",
            "MD5",
            "MOD",
            "MONTHNAME",
            "DAYNAME",
            "LAST_DAY",
            "PI",
            "POWER",
            "POW",
            "RADIANS",
            "REPEAT",
            "REPLACE",
            "REVERSE",
            "RIGHT",
            "ROUND",
            "RTRIM",
            "SHA1",
            "SHA256",
            "SIGN",
            "SIN",
            "SINH",
            "COSH",
            "TANH",
            "ACOSH",
            "ASINH",
            "ATANH",
            "SPLIT_PART",
            "SQRT",
            "STARTS_WITH",
            "STRPOS",
            "SUBSTR",
            "SUBSTRING",
            "TAN",
            "TRANSLATE",
            "UPPER",
            "NULLIF",
            "LEAST",
            "GREATEST",
            "MAP_CONCAT",
            "MAP_KEYS",
            "MAP_VALUES",
            "MAP_ENTRIES",
            "ARRAY_CONCAT",
            "ARRAY_TO_STRING",
            "IFNULL");

    /** Functions DuckDB has under another name. */
    private static final Map<String, String> RENAMED = Map.ofEntries(
            Map.entry("CHAR_LENGTH", "length"),
            Map.entry("CHARACTER_LENGTH", "length"),
            Map.entry("TRANSLATE3", "translate"),
            Map.entry("TRUNCATE", "trunc"),
            Map.entry("CEIL", "ceil"),
            Map.entry("FLOOR", "floor"),
            Map.entry("NVL", "ifnull"),
            Map.entry("STARTSWITH", "starts_with"),
            Map.entry("STARTS WITH", "starts_with"),
            Map.entry("ENDSWITH", "ends_with"),
            Map.entry("REGEXP_LIKE", "regexp_matches"),
            Map.entry("RAND", "random"),
            Map.entry("RANDOM", "random"),
            Map.entry("IS_NAN", "isnan"),
            Map.entry("IS_INF", "isinf"),
            Map.entry("ARRAY_CONTAINS", "list_contains"),
            Map.entry("ARRAY_LENGTH", "len"),
            Map.entry("ARRAY_SIZE", "len"),
            Map.entry("ARRAY_DISTINCT", "list_distinct"),
            Map.entry("ARRAY_MAX", "list_max"),
            Map.entry("ARRAY_MIN", "list_min"),
            Map.entry("ARRAY_APPEND", "list_append"),
            Map.entry("ARRAY_REVERSE", "list_reverse"),
            Map.entry("MAP_FROM_ARRAYS", "map"),
            Map.entry("ELEMENT", "list_first"));

    /** By identity: operators of several dialects are equal by name. */
    private static final Map<SqlOperator, String> FORMATS = byIdentity(
            Map.entry(SqlStdOperatorTable.CONCAT, "(%s || %s)"),
            Map.entry(SqlStdOperatorTable.POSIX_REGEX_CASE_SENSITIVE, "regexp_matches(%s, %s)"),
            Map.entry(SqlStdOperatorTable.POSIX_REGEX_CASE_INSENSITIVE, "regexp_matches(%s, %s, 'i')"),
            Map.entry(SqlStdOperatorTable.NEGATED_POSIX_REGEX_CASE_SENSITIVE, "(NOT regexp_matches(%s, %s))"),
            Map.entry(SqlStdOperatorTable.NEGATED_POSIX_REGEX_CASE_INSENSITIVE, "(NOT regexp_matches(%s, %s, 'i'))"),
            Map.entry(SqlLibraryOperators.RLIKE, "regexp_matches(%s, %s)"),
            Map.entry(SqlLibraryOperators.NOT_RLIKE, "(NOT regexp_matches(%s, %s))"),
            Map.entry(SqlLibraryOperators.REGEXP_REPLACE_3, "regexp_replace(%s, %s, %s, 'g')"),
            Map.entry(SqlLibraryOperators.REGEXP_REPLACE_PG_3, "regexp_replace(%s, %s, %s)"),
            Map.entry(SqlLibraryOperators.REGEXP_REPLACE_PG_4, "regexp_replace(%s, %s, %s, %s)"),
            Map.entry(
                    SqlStdOperatorTable.OVERLAY, "(left(%1$s, %3$s - 1) || %2$s || substr(%1$s, %3$s + length(%2$s)))"),
            Map.entry(SqlLibraryOperators.SPACE, "repeat(' ', %s)"),
            Map.entry(SqlLibraryOperators.TIMESTAMP_SECONDS, "to_timestamp(%s)"),
            Map.entry(SqlLibraryOperators.UNIX_SECONDS, "epoch(%s)"),
            Map.entry(SqlLibraryOperators.UNIX_MILLIS, "epoch_ms(%s)"),
            Map.entry(SqlLibraryOperators.UNIX_MICROS, "epoch_us(%s)"),
            Map.entry(SqlStdOperatorTable.BITAND, "(%s & %s)"),
            Map.entry(SqlStdOperatorTable.BITOR, "(%s | %s)"),
            Map.entry(SqlStdOperatorTable.BITXOR, "xor(%s, %s)"),
            Map.entry(SqlStdOperatorTable.BITNOT, "(~%s)"),
            Map.entry(SqlLibraryOperators.IF, "CASE WHEN %s THEN %s ELSE %s END"),
            Map.entry(IntegerOperators.QUOTIENT, "(%s // %s)"),
            Map.entry(IntegerOperators.AND, "(%s & %s)"),
            Map.entry(IntegerOperators.OR, "(%s | %s)"),
            Map.entry(IntegerOperators.SHIFT_LEFT, "(%s << %s)"),
            Map.entry(IntegerOperators.SHIFT_RIGHT, "(%s >> %s)"),
            Map.entry(IntegerOperators.NOT, "(~%s)"),
            Map.entry(Glob.OPERATOR, "(%s GLOB %s)"),
            Map.entry(Glob.NEGATED, "(NOT %s GLOB %s)"),
            Map.entry(AtTimeZone.OPERATOR, "timezone(%2$s, %1$s)"),
            Map.entry(JsonArrow.JSON, "CAST(json_extract(%s, %s) AS VARCHAR)"),
            Map.entry(JsonArrow.TEXT, "json_extract_string(%s, %s)"),
            Map.entry(SqlStdOperatorTable.IS_EMPTY, "(len(%s) = 0)"),
            Map.entry(SqlStdOperatorTable.IS_NOT_EMPTY, "(len(%s) > 0)"));

    /** Words of letters and digits, as PostgreSQL takes them, and what is between them. */
    private static final String INITIALS = "array_to_string(list_transform("
            + "regexp_extract_all(%s, '[\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+'), lambda w: upper(w[1]) || lower(w[2:])), '')";

    private DuckDbFunctions() {}

    @SafeVarargs
    private static Map<SqlOperator, String> byIdentity(Map.Entry<SqlOperator, String>... entries) {
        Map<SqlOperator, String> map = new IdentityHashMap<>();
        for (Map.Entry<SqlOperator, String> entry : entries) {
            map.put(entry.getKey(), entry.getValue());
        }
        return map;
    }

    static String call(RexCall call, DuckDbExpressions expressions) {
        String text = untyped(call, expressions);
        return needsNoType(call) ? text : DuckDbExpressions.typed(text, call.getType());
    }

    /** What keeps the type of its operands, which have theirs already, and what says its type itself. */
    private static boolean needsNoType(RexCall call) {
        return switch (call.getKind()) {
            case CAST,
                    SAFE_CAST,
                    REINTERPRET,
                    CASE,
                    COALESCE,
                    NULLIF,
                    ITEM,
                    ROW,
                    ARRAY_VALUE_CONSTRUCTOR,
                    MAP_VALUE_CONSTRUCTOR,
                    NVL,
                    LEAST,
                    GREATEST -> true;
            case PLUS, MINUS, TIMES, MINUS_PREFIX -> keepsType(call);
            default -> false;
        };
    }

    /**
     * Whether DuckDB computes in the operands' type or, of decimals, at the scale Calcite says. Its decimals stay in 64 bits
     * as long as they can, and a cast to Calcite's precision, wide enough for any value, would end that.
     */
    private static boolean keepsType(RexCall call) {
        RelDataType type = call.getType();
        List<RelDataType> operands =
                call.getOperands().stream().map(RexNode::getType).toList();
        if (type.getSqlTypeName() == SqlTypeName.DECIMAL) {
            IntStream scales = operands.stream().mapToInt(RelDataType::getScale);
            int scale = call.getKind() == SqlKind.TIMES
                    ? scales.sum()
                    : scales.max().orElse(0);
            return scale == type.getScale() && operands.stream().allMatch(DuckDbFunctions::isExact);
        }
        return isExact(type)
                && operands.stream().allMatch(operand -> operand.getSqlTypeName() == type.getSqlTypeName());
    }

    private static boolean isExact(RelDataType type) {
        return SqlTypeName.EXACT_TYPES.contains(type.getSqlTypeName());
    }

    private static String untyped(RexCall call, DuckDbExpressions expressions) {
        if (DuckDbTimes.isNow(call)) {
            return DuckDbTimes.now(expressions.values());
        }
        List<String> operands = operands(call, expressions);
        String first = operands.isEmpty() ? "" : operands.get(0);
        if (call.getOperator() == TryCast.OPERATOR) {
            return DuckDbCasts.cast(call, first);
        }
        return switch (call.getKind()) {
            case AND -> infix(" AND ", operands);
            case OR -> infix(" OR ", operands);
            case NOT -> "(NOT " + first + ")";
            case EQUALS -> infix(" = ", operands);
            case NOT_EQUALS -> infix(" <> ", operands);
            case LESS_THAN -> infix(" < ", operands);
            case LESS_THAN_OR_EQUAL -> infix(" <= ", operands);
            case GREATER_THAN -> infix(" > ", operands);
            case GREATER_THAN_OR_EQUAL -> infix(" >= ", operands);
            case IS_DISTINCT_FROM -> infix(" IS DISTINCT FROM ", operands);
            case IS_NOT_DISTINCT_FROM -> infix(" IS NOT DISTINCT FROM ", operands);
            case SOME, ALL -> quantified(call, operands);
            case IS_NULL, IS_UNKNOWN -> "(" + first + " IS NULL)";
            case IS_NOT_NULL -> "(" + first + " IS NOT NULL)";
            case IS_TRUE -> "(" + first + " IS NOT DISTINCT FROM TRUE)";
            case IS_FALSE -> "(" + first + " IS NOT DISTINCT FROM FALSE)";
            case IS_NOT_TRUE -> "(" + first + " IS DISTINCT FROM TRUE)";
            case IS_NOT_FALSE -> "(" + first + " IS DISTINCT FROM FALSE)";
            case PLUS, MINUS, TIMESTAMP_ADD -> DuckDbTimes.plusOrMinus(call, operands);
            case TIMES -> infix(" * ", operands);
            case DIVIDE ->
                infix(SqlTypeName.INT_TYPES.contains(call.getType().getSqlTypeName()) ? " // " : " / ", operands);
            case MOD -> infix(" % ", operands);
            case MINUS_PREFIX -> "(-" + first + ")";
            case PLUS_PREFIX -> first;
            case CASE -> cases(operands);
            case CAST, SAFE_CAST -> DuckDbCasts.cast(call, first);
            case REINTERPRET -> DuckDbCasts.reinterpret(call, first);
            case LIKE, RLIKE -> like(call, operands);
            case SIMILAR -> similar(call, operands);
            case TRIM -> trim(call, operands);
            case POSITION -> "strpos(%s, %s)".formatted(operands.get(1), first);
            case EXTRACT -> DuckDbTimes.extract(call, operands.get(1));
            case FLOOR, CEIL -> operands.size() == 2 ? DuckDbTimes.round(call, first) : named(call, operands);
            case ITEM -> item(call, operands);
            case DOT -> "struct_extract(%s, %s)".formatted(first, operands.get(1));
            case ROW -> row(call.getType(), operands);
            case ARRAY_VALUE_CONSTRUCTOR ->
                SqlTypes.cast("list_value(" + String.join(", ", operands) + ")", SqlTypes.nameOf(call.getType()));
            case MAP_VALUE_CONSTRUCTOR -> map(call.getType(), operands);
            default -> named(call, operands);
        };
    }

    /** Of a list that is null nothing is known; to DuckDB it has no elements. */
    private static String quantified(RexCall call, List<String> operands) {
        return "CASE WHEN %2$s IS NOT NULL THEN %1$s %3$s %4$s(%2$s) END"
                .formatted(
                        operands.get(0),
                        operands.get(1),
                        QuantifiedComparisons.comparison(call).getName(),
                        call.getKind() == SqlKind.SOME ? "ANY" : "ALL");
    }

    /** Flags such as the YEAR of EXTRACT are no expressions; who needs them reads them from the call. */
    private static List<String> operands(RexCall call, DuckDbExpressions expressions) {
        for (int operand = 0; operand < call.getOperands().size(); operand++) {
            if (call.getOperands().get(operand) instanceof RexLambda) {
                return expressions.withLambda(call.getOperands(), operand);
            }
        }
        return call.getOperands().stream()
                .map(operand -> isFlag(operand) ? "" : expressions.of(operand))
                .toList();
    }

    private static boolean isFlag(RexNode operand) {
        return operand instanceof RexLiteral && operand.getType().getSqlTypeName() == SqlTypeName.SYMBOL;
    }

    private static String infix(String operator, List<String> operands) {
        return operands.stream().collect(Collectors.joining(operator, "(", ")"));
    }

    private static String cases(List<String> operands) {
        StringBuilder text = new StringBuilder("CASE");
        for (int index = 0; index + 1 < operands.size(); index += 2) {
            text.append(" WHEN ").append(operands.get(index)).append(" THEN ").append(operands.get(index + 1));
        }
        return text.append(" ELSE ")
                .append(operands.get(operands.size() - 1))
                .append(" END")
                .toString();
    }

    private static String like(RexCall call, List<String> operands) {
        if (!(call.getOperator() instanceof SqlLikeOperator like)
                || like.getName().contains("RLIKE")) {
            return named(call, operands);
        }
        String word = (like.isNegated() ? "NOT " : "") + (like.isCaseSensitive() ? "LIKE" : "ILIKE");
        String escape = operands.size() > 2 ? " ESCAPE " + operands.get(2) : "";
        return "(%s %s %s%s)".formatted(operands.get(0), word, operands.get(1), escape);
    }

    /** SQL's pattern is a regular expression but for two letters. */
    private static String similar(RexCall call, List<String> operands) {
        if (operands.size() > 2) {
            throw DuckDbExpressions.unsupported("SIMILAR TO with ESCAPE");
        }
        String pattern = "replace(replace(%s, '%%', '.*'), '_', '.')".formatted(operands.get(1));
        boolean negated = call.getOperator() instanceof SqlLikeOperator like && like.isNegated();
        return "(%sregexp_full_match(%s, %s))".formatted(negated ? "NOT " : "", operands.get(0), pattern);
    }

    private static String trim(RexCall call, List<String> operands) {
        RexLiteral flag = (RexLiteral) call.getOperands().get(0);
        String function = switch (Objects.requireNonNull(flag.getValueAs(SqlTrimFunction.Flag.class), "flag")) {
            case LEADING -> "ltrim";
            case TRAILING -> "rtrim";
            case BOTH -> "trim";
        };
        return "%s(%s, %s)".formatted(function, operands.get(2), operands.get(1));
    }

    private static String item(RexCall call, List<String> operands) {
        RelDataType container = call.getOperands().get(0).getType();
        String function = switch (container.getSqlTypeName()) {
            case MAP -> "map_extract_value";
            case ROW -> "struct_extract";
            default -> "list_extract";
        };
        return "%s(%s, %s)".formatted(function, operands.get(0), operands.get(1));
    }

    private static String row(RelDataType type, List<String> operands) {
        return IntStream.range(0, operands.size())
                .mapToObj(index -> "%s := %s"
                        .formatted(Quoted.name(type.getFieldList().get(index).getName()), operands.get(index)))
                .collect(Collectors.joining(", ", "struct_pack(", ")"));
    }

    private static String map(RelDataType type, List<String> operands) {
        String keys = everySecond(operands, 0);
        String values = everySecond(operands, 1);
        return SqlTypes.cast("map(list_value(%s), list_value(%s))".formatted(keys, values), SqlTypes.nameOf(type));
    }

    private static String everySecond(List<String> operands, int from) {
        return IntStream.range(0, operands.size())
                .filter(index -> index % 2 == from)
                .mapToObj(operands::get)
                .collect(Collectors.joining(", "));
    }

    private static String named(RexCall call, List<String> given) {
        SqlOperator operator = call.getOperator();
        List<String> operands = DuckDbTimes.arguments(call, given);
        if (operator instanceof EngineFunction function) {
            return function.unparse(DuckDbSeries.is(call) ? DuckDbSeries.bounded(call, operands) : operands);
        }
        if (operator == AtTimeZone.OPERATOR && DuckDbTimes.isTimestampNanos(call.getType())) {
            throw DuckDbExpressions.unsupported("AT TIME ZONE of nanoseconds; cast them to TIMESTAMP(6) first");
        }
        String format = FORMATS.get(operator);
        if (format != null) {
            return format.formatted(operands.toArray());
        }
        String name = operator.getName().toUpperCase(Locale.ROOT);
        String arguments = "(" + String.join(", ", operands) + ")";
        if (operator == SqlLibraryOperators.GREATEST || operator == SqlLibraryOperators.LEAST) {
            return "CASE WHEN %s THEN %s%s END".formatted(noneNull(operands), name.toLowerCase(Locale.ROOT), arguments);
        } else if (RENAMED.containsKey(name)) {
            return RENAMED.get(name) + arguments;
        } else if (SAME.contains(name)) {
            return name.toLowerCase(Locale.ROOT) + arguments;
        }
        return switch (name) {
            case "*" -> infix(" * ", operands); // a number of intervals
            case "CARDINALITY" ->
                call.getOperands().get(0).getType().getSqlTypeName() == SqlTypeName.MAP
                        ? "cardinality" + arguments
                        : "len" + arguments;
            case "OCTET_LENGTH" ->
                (SqlTypeName.BINARY_TYPES.contains(
                                        call.getOperands().get(0).getType().getSqlTypeName())
                                ? "octet_length"
                                : "strlen")
                        + arguments;
            case "LPAD", "RPAD" ->
                "%s(%s, %s, %s)"
                        .formatted(
                                name.toLowerCase(Locale.ROOT),
                                operands.get(0),
                                operands.get(1),
                                operands.size() > 2 ? operands.get(2) : "' '");
            case "CHR", "FACTORIAL" ->
                "%s(CAST(%s AS INTEGER))".formatted(name.toLowerCase(Locale.ROOT), operands.get(0));
            case "INITCAP" -> INITIALS.formatted(operands.get(0));
            default -> throw DuckDbExpressions.unsupported("the function " + operator.getName());
        };
    }

    private static String noneNull(List<String> operands) {
        return operands.stream().map(operand -> operand + " IS NOT NULL").collect(Collectors.joining(" AND "));
    }
}

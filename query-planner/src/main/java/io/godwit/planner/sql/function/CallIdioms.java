package io.godwit.planner.sql.function;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.planner.parser.AtTimeZone;
import io.godwit.planner.parser.EmptyList;
import io.godwit.planner.sql.text.SqlErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Functions of other systems that are written with operators and functions of ours, before names are looked up. */
public final class CallIdioms {
    /** By name, what a call is written with; null where operands are not those of the idiom. */
    private static final Map<String, Function<SqlCall, @Nullable SqlNode>> BY_NAME = Map.ofEntries(
            Map.entry("ARRAY", CallIdioms::emptyList),
            Map.entry("ARRAY_LENGTH", CallIdioms::length),
            Map.entry("MAP", CallIdioms::map),
            Map.entry("CAST", JsonFunctions::cast),
            Map.entry("TRY_CAST", JsonFunctions::cast),
            Map.entry("SAFE_CAST", JsonFunctions::cast),
            Map.entry("DATEADD", CallIdioms::sum),
            Map.entry("DATE_ADD", CallIdioms::sum),
            Map.entry("DATEDIFF", CallIdioms::difference),
            Map.entry("DATE_DIFF", CallIdioms::difference),
            Map.entry("TIMEZONE", CallIdioms::inZone),
            Map.entry("TO_CHAR", call -> patterned(call, TimeFunctions.STRFTIME)),
            Map.entry("TO_DATE", CallIdioms::toDate),
            Map.entry("TO_TIMESTAMP", call -> patterned(call, TimeFunctions.STRPTIME)),
            Map.entry("DATE", CallIdioms::date),
            Map.entry("TO_SECONDS", call -> times(call, TimeUnit.SECOND)),
            Map.entry("TO_MINUTES", call -> times(call, TimeUnit.MINUTE)),
            Map.entry("TO_HOURS", call -> times(call, TimeUnit.HOUR)),
            Map.entry("TO_DAYS", call -> times(call, TimeUnit.DAY)),
            Map.entry("TO_MONTHS", call -> times(call, TimeUnit.MONTH)),
            Map.entry("TO_YEARS", call -> times(call, TimeUnit.YEAR)),
            Map.entry("DECODE", CallIdioms::decoded),
            Map.entry("ISNULL", CallIdioms::ifNull),
            Map.entry("ZEROIFNULL", CallIdioms::zeroIfNull));

    private CallIdioms() {}

    public static boolean concerns(SqlCall call) {
        return BY_NAME.containsKey(name(call));
    }

    /** The call in words of ours, or as it is where its operands are not those of the idiom. */
    public static SqlNode written(SqlCall call) {
        return requireNonNullElse(
                requireNonNull(BY_NAME.get(name(call)), "idiom").apply(call), call);
    }

    static Set<String> names() {
        return BY_NAME.keySet();
    }

    private static String name(SqlCall call) {
        return call.getOperator().getName().toUpperCase(Locale.ROOT);
    }

    /** {@code dateadd(day, 3, time)}, the unit in quotes or not. */
    private static @Nullable SqlNode sum(SqlCall call) {
        TimeUnit unit = call.operandCount() == 3 ? unit(call.operand(0)) : null;
        return unit == null
                ? null
                : SqlStdOperatorTable.TIMESTAMP_ADD.createCall(
                        call.getParserPosition(), qualifier(unit, call), call.operand(1), call.operand(2));
    }

    /** {@code datediff(day, from, to)}; of two operands, {@code datediff(to, from)} in days. */
    private static @Nullable SqlNode difference(SqlCall call) {
        SqlParserPos position = call.getParserPosition();
        if (call.operandCount() == 2) {
            return TimeFunctions.DATE_DIFF.createCall(
                    position, SqlLiteral.createCharString("day", position), call.operand(1), call.operand(0));
        }
        TimeUnit unit =
                call.operandCount() == 3 && call.operand(0) instanceof SqlIdentifier ? unit(call.operand(0)) : null;
        return unit == null
                ? null
                : TimeFunctions.DATE_DIFF.createCall(
                        position,
                        SqlLiteral.createCharString(unit.name().toLowerCase(Locale.ROOT), position),
                        call.operand(1),
                        call.operand(2));
    }

    private static @Nullable TimeUnit unit(SqlNode node) {
        String word = node instanceof SqlIdentifier name && name.isSimple()
                ? name.getSimple()
                : node instanceof SqlLiteral literal && SqlTypeName.CHAR_TYPES.contains(literal.getTypeName())
                        ? literal.toValue()
                        : null;
        if (word == null) {
            return null;
        }
        String unit = word.toUpperCase(Locale.ROOT).replaceFirst("S$", "");
        return switch (unit) {
            case "YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND", "MILLISECOND", "MICROSECOND" ->
                TimeUnit.valueOf(unit);
            default -> null;
        };
    }

    private static SqlIntervalQualifier qualifier(TimeUnit unit, SqlNode at) {
        return new SqlIntervalQualifier(unit, null, at.getParserPosition());
    }

    /** {@code ARRAY[]}, which Calcite lets have no type. */
    private static @Nullable SqlNode emptyList(SqlCall call) {
        return call.getKind() == SqlKind.ARRAY_VALUE_CONSTRUCTOR && call.operandCount() == 0
                ? EmptyList.OPERATOR.createCall(call.getParserPosition())
                : null;
    }

    /** {@code array_length(list, 1)}, of the only dimension there is. */
    private static @Nullable SqlNode length(SqlCall call) {
        return call.operandCount() == 2 && call.operand(1).toString().equals("1")
                ? call.getOperator().createCall(call.getParserPosition(), call.<SqlNode>operand(0))
                : null;
    }

    /** {@code map(keys, values)} of two lists, and {@code map('a', 1)} of a key that is written out. */
    private static @Nullable SqlNode map(SqlCall call) {
        if (call.getKind() != SqlKind.OTHER_FUNCTION || call.operandCount() == 0) {
            return null;
        }
        SqlOperator operator = call.operandCount() == 2 && !(call.operand(0) instanceof SqlLiteral)
                ? SqlLibraryOperators.MAP_FROM_ARRAYS
                : SqlStdOperatorTable.MAP_VALUE_CONSTRUCTOR;
        return operator.createCall(call.getParserPosition(), call.getOperandList());
    }

    private static @Nullable SqlNode inZone(SqlCall call) {
        return call.operandCount() == 2
                ? AtTimeZone.OPERATOR.createCall(call.getParserPosition(), call.operand(1), call.operand(0))
                : null;
    }

    private static @Nullable SqlNode date(SqlCall call) {
        return call.operandCount() == 1 ? Casts.to(SqlTypeName.DATE, call.operand(0)) : null;
    }

    /** {@code to_char(t, 'YYYY-MM')}, {@code strftime(t, '%Y-%m')}. */
    private static @Nullable SqlNode patterned(SqlCall call, SqlOperator operator) {
        SqlNode pattern = call.operandCount() == 2 ? call.operand(1) : null;
        if (!(pattern instanceof SqlLiteral literal) || !SqlTypeName.CHAR_TYPES.contains(literal.getTypeName())) {
            return null;
        }
        String translated = TimePatterns.translated(requireNonNullElse(literal.toValue(), ""));
        if (translated == null) {
            throw SqlErrors.at(
                    ErrorCode.UNSUPPORTED,
                    pattern,
                    "The pattern %s of %s is not supported; write strftime(t, '%%Y-%%m-%%d'), strptime(x, '%%d.%%m.%%Y'), or format('{:.2f}', x) for numbers"
                            .formatted(literal, name(call).toLowerCase(Locale.ROOT)));
        }
        return operator.createCall(
                call.getParserPosition(),
                call.operand(0),
                SqlLiteral.createCharString(translated, pattern.getParserPosition()));
    }

    private static @Nullable SqlNode toDate(SqlCall call) {
        SqlNode time = call.operandCount() == 1 ? call.operand(0) : patterned(call, TimeFunctions.STRPTIME);
        return time == null ? null : Casts.to(SqlTypeName.DATE, time);
    }

    /** {@code to_days(n)}, an interval. */
    private static @Nullable SqlNode times(SqlCall call, TimeUnit unit) {
        SqlParserPos position = call.getParserPosition();
        return call.operandCount() == 1
                ? SqlStdOperatorTable.MULTIPLY.createCall(
                        position, SqlLiteral.createInterval(1, "1", qualifier(unit, call), position), call.operand(0))
                : null;
    }

    /** {@code decode(x, a, 1, b, 2, 3)}, a CASE in which null equals null; with two operands at most it is about bytes. */
    private static @Nullable SqlNode decoded(SqlCall call) {
        if (call.operandCount() < 3) {
            return null;
        }
        SqlParserPos position = call.getParserPosition();
        List<SqlNode> conditions = new ArrayList<>();
        List<SqlNode> values = new ArrayList<>();
        for (int i = 1; i + 1 < call.operandCount(); i += 2) {
            conditions.add(SqlStdOperatorTable.IS_NOT_DISTINCT_FROM.createCall(
                    position, call.operand(0), call.<SqlNode>operand(i)));
            values.add(call.operand(i + 1));
        }
        boolean hasDefault = call.operandCount() % 2 == 0;
        return new SqlCase(
                position,
                null,
                new SqlNodeList(conditions, position),
                new SqlNodeList(values, position),
                hasDefault ? call.operand(call.operandCount() - 1) : SqlLiteral.createNull(position));
    }

    /** {@code isnull(x, y)}; of one operand it asks whether that is null. */
    private static @Nullable SqlNode ifNull(SqlCall call) {
        return switch (call.operandCount()) {
            case 1 -> SqlStdOperatorTable.IS_NULL.createCall(call.getParserPosition(), call.getOperandList());
            case 2 -> SqlStdOperatorTable.COALESCE.createCall(call.getParserPosition(), call.getOperandList());
            default -> null;
        };
    }

    private static @Nullable SqlNode zeroIfNull(SqlCall call) {
        SqlParserPos position = call.getParserPosition();
        return call.operandCount() == 1
                ? SqlStdOperatorTable.COALESCE.createCall(
                        position, call.operand(0), SqlLiteral.createExactNumeric("0", position))
                : null;
    }
}

package io.godwit.planner.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlKind;

/** Writes aggregate and window functions. */
final class DuckDbAggregates {
    private static final String COUNT_IF = "COUNT_IF";

    /** Where DuckDB's name is not Calcite's. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("APPROX_COUNT_DISTINCT", "approx_count_distinct"),
            Map.entry("COLLECT", "list"),
            Map.entry(COUNT_IF, "count"),
            Map.entry("REGR_COUNT", "count"),
            Map.entry("ARRAY_CONCAT_AGG", "flatten_agg"),
            Map.entry("LISTAGG", "string_agg"),
            Map.entry("GROUP_CONCAT", "string_agg"),
            Map.entry("EVERY", "bool_and"),
            Map.entry("SOME", "bool_or"),
            Map.entry("LOGICAL_AND", "bool_and"),
            Map.entry("LOGICAL_OR", "bool_or"),
            Map.entry("BOOLAND_AGG", "bool_and"),
            Map.entry("BOOLOR_AGG", "bool_or"),
            Map.entry("VARIANCE", "var_samp"),
            Map.entry("STDDEV", "stddev_samp"));

    /** DuckDB's own of these take no order. */
    private static final Set<String> OF_JSON = Set.of(
            "JSON_AGG",
            "JSONB_AGG",
            "JSON_ARRAYAGG",
            "JSON_GROUP_ARRAY",
            "JSON_OBJECT_AGG",
            "JSONB_OBJECT_AGG",
            "JSON_OBJECTAGG",
            "JSON_GROUP_OBJECT");

    private DuckDbAggregates() {}

    /** An aggregate call over columns named by {@code expressions}. */
    static String of(AggregateCall call, DuckDbExpressions expressions) {
        List<String> arguments = new ArrayList<>(call.getArgList().size());
        call.getArgList().forEach(argument -> arguments.add(expressions.column(argument)));
        SqlAggFunction function = call.getAggregation();
        String text = switch (function.getKind()) {
            case SINGLE_VALUE -> singleValue(arguments.get(0));
            case SUM0 -> "coalesce(" + plain(call, "sum", arguments, expressions) + ", 0)";
            case GROUPING -> "grouping(" + String.join(", ", arguments) + ")";
            case PERCENTILE_CONT, PERCENTILE_DISC -> percentile(call, arguments, expressions);
            case LITERAL_AGG -> "any_value(" + expressions.of(call.rexList.get(0)) + ")";
            default ->
                OF_JSON.contains(function.getName().toUpperCase(Locale.ROOT))
                        ? json(call, arguments, expressions)
                        : plain(call, nameOf(function), taken(function, arguments), expressions);
        };
        return DuckDbExpressions.typed(text, call.getType());
    }

    /** A list of values, or an object of keys and values. */
    private static String json(AggregateCall call, List<String> arguments, DuckDbExpressions expressions) {
        if (arguments.size() == 1) {
            return "CAST(to_json(%s) AS VARCHAR)".formatted(plain(call, "list", arguments, expressions));
        }
        String entry = "to_json(CAST(%s AS VARCHAR)) || ':' || coalesce(CAST(to_json(%s) AS VARCHAR), 'null')"
                .formatted(arguments.get(0), arguments.get(1));
        return "('{' || %s || '}')".formatted(plain(call, "string_agg", List.of(entry, "','"), expressions));
    }

    /** A window function up to OVER. Of aggregates DuckDB has no IGNORE NULLS. */
    static String windowCall(SqlAggFunction function, List<String> arguments, boolean distinct, boolean ignoreNulls) {
        if (OF_JSON.contains(function.getName().toUpperCase(Locale.ROOT))) {
            throw DuckDbExpressions.unsupported("%s in a window; write to_json(list(x) OVER (…))"
                    .formatted(function.getName().toLowerCase(Locale.ROOT)));
        }
        boolean countsRows = arguments.isEmpty() && counts(function);
        String end = !ignoreNulls
                ? ")"
                : function.requiresOver() ? " IGNORE NULLS)" : ") FILTER (WHERE " + arguments.get(0) + " IS NOT NULL)";
        return (function.getKind() == SqlKind.SUM0 ? "sum" : nameOf(function))
                + (distinct ? "(DISTINCT " : "(")
                + (countsRows ? "*" : String.join(", ", taken(function, arguments)))
                + end;
    }

    /** Whether it counts the rows in which all its arguments are there. */
    private static boolean counts(SqlAggFunction function) {
        return function.getKind() == SqlKind.COUNT || function.getKind() == SqlKind.REGR_COUNT;
    }

    private static String nameOf(SqlAggFunction function) {
        String name = function.getName().toUpperCase(Locale.ROOT);
        return NAMES.getOrDefault(name, name.toLowerCase(Locale.ROOT));
    }

    /**
     * What the function of DuckDB's takes. Its own count_if is null where there are no rows, so a count does its work; a count
     * of several values is of the rows where all are there.
     */
    private static List<String> taken(SqlAggFunction function, List<String> arguments) {
        if (function.getName().equalsIgnoreCase(COUNT_IF)) {
            return List.of("CASE WHEN " + arguments.get(0) + " THEN TRUE END");
        } else if (counts(function) && arguments.size() > 1) {
            String values = String.join(", ", arguments);
            return List.of("CASE WHEN %s IS NOT NULL THEN row(%s) END"
                    .formatted(String.join(" IS NOT NULL AND ", arguments), values));
        }
        return arguments;
    }

    private static String plain(
            AggregateCall call, String name, List<String> arguments, DuckDbExpressions expressions) {
        StringBuilder text = new StringBuilder(name).append('(');
        if (call.isDistinct()) {
            text.append("DISTINCT ");
        }
        boolean countsRows = arguments.isEmpty() && counts(call.getAggregation());
        text.append(countsRows ? "*" : String.join(", ", arguments));
        text.append(orderBy(call, expressions)).append(')');
        return text + filter(call, expressions);
    }

    private static String percentile(AggregateCall call, List<String> arguments, DuckDbExpressions expressions) {
        String name =
                call.getAggregation().getKind() == SqlKind.PERCENTILE_CONT ? "percentile_cont" : "percentile_disc";
        return "%s(%s) WITHIN GROUP (%s)%s"
                .formatted(name, arguments.get(0), orderBy(call, expressions).strip(), filter(call, expressions));
    }

    private static String orderBy(AggregateCall call, DuckDbExpressions expressions) {
        List<RelFieldCollation> keys = call.getCollation().getFieldCollations();
        return keys.isEmpty() ? "" : " ORDER BY " + DuckDbUnparser.orderKeys(keys, expressions);
    }

    private static String filter(AggregateCall call, DuckDbExpressions expressions) {
        List<String> conditions = new ArrayList<>();
        if (call.hasFilter()) {
            conditions.add(expressions.column(call.filterArg));
        }
        if (call.ignoreNulls()) {
            conditions.add(expressions.column(call.getArgList().get(0)) + " IS NOT NULL");
        }
        return conditions.isEmpty() ? "" : " FILTER (WHERE " + String.join(" AND ", conditions) + ")";
    }

    /** The value of a scalar subquery: one row, or none, never a choice among several. */
    private static String singleValue(String argument) {
        return "CASE WHEN count(*) > 1 THEN error('A scalar subquery returned more than one row') ELSE first(%s) END"
                .formatted(argument);
    }
}

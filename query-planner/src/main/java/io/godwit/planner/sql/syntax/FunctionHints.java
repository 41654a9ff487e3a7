package io.godwit.planner.sql.syntax;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.planner.catalog.NearestName;
import io.godwit.planner.sql.function.GodwitOperators;
import io.godwit.planner.sql.function.LambdaCalls;
import io.godwit.planner.sql.function.LambdaFunction;
import io.godwit.planner.sql.text.SqlErrors;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlCall;
import org.jspecify.annotations.Nullable;

/** What to write instead of functions of other systems that there are none of here. */
public final class FunctionHints {
    private static final Pattern UNKNOWN = Pattern.compile("No match found for function signature (\\w+)\\(.*");

    /** Nearly every name of three or four letters is as near to another one. */
    private static final int SHORTEST_HINTED = 5;

    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry(
                    "AGE",
                    "later - earlier, or date_diff('month', earlier, later): no one interval has both months and hours"),
            Map.entry("APPROX_PERCENTILE", "approx_quantile(x, 0.5)"),
            Map.entry("ARRAY_JOIN", "array_to_string(list, ',')"),
            Map.entry("ARRAY_REMOVE", "list_filter(list, lambda x: x <> value)"),
            Map.entry("COLLECT_SET", "list(DISTINCT x)"),
            Map.entry("CONVERT_TIMEZONE", "t AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin'"),
            Map.entry("APPROX_DISTINCT", "approx_count_distinct(x)"),
            Map.entry("DATE_FROM_PARTS", "make_date(year, month, day)"),
            Map.entry("DAY_OF_WEEK", "isodow(t), or extract(dow FROM t) from Sunday = 0"),
            Map.entry("DAY_OF_YEAR", "extract(doy FROM t)"),
            Map.entry("DIV", "a // b"),
            Map.entry("EQUAL_NULL", "x IS NOT DISTINCT FROM y"),
            Map.entry("FROM_JSON", "j -> 'key'"),
            Map.entry("DATE_FORMAT", "strftime(t, '%Y-%m-%d')"),
            Map.entry("DIV0", "coalesce(x / nullif(y, 0), 0)"),
            Map.entry("EXPLODE", "unnest(list)"),
            Map.entry("FROM_UNIXTIME", "to_timestamp(seconds)"),
            Map.entry("FROM_UTC_TIMESTAMP", "t AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin'"),
            Map.entry(
                    "HASH",
                    "md5(CAST(x AS VARCHAR)), which is the same in every version; md5(…) < '1a' is about a tenth"),
            Map.entry("JSONB_EXTRACT_PATH", "j -> 'key'"),
            Map.entry("MAKE_INTERVAL", "n * INTERVAL '1 day'"),
            Map.entry("MONTHS_BETWEEN", "date_diff('month', earlier, later)"),
            Map.entry("OBJECT_CONSTRUCT", "json_object('key', value)"),
            Map.entry("PARSE_JSON", "x::json"),
            Map.entry("PERCENTILE", "quantile_cont(x, 0.5)"),
            Map.entry("PERCENTILE_APPROX", "approx_quantile(x, 0.5)"),
            Map.entry("POSEXPLODE", "FROM t, UNNEST(list) WITH ORDINALITY AS u (x, position)"),
            Map.entry("RATIO_TO_REPORT", "x / sum(x) OVER ()"),
            Map.entry("REGEXP_COUNT", "len(regexp_extract_all(x, 'pattern'))"),
            Map.entry("REGEXP_MATCH", "regexp_extract(x, 'pattern', group)"),
            Map.entry("REGEXP_SUBSTR", "regexp_extract(x, 'pattern')"),
            Map.entry("SEQUENCE", "generate_series(from, to)"),
            Map.entry("SIZE", "len(list)"),
            Map.entry("SORT_ARRAY", "list_sort(list)"),
            Map.entry("TO_CHAR", "strftime(t, '%Y-%m-%d'), or format('{:.2f}', x) for numbers"),
            Map.entry("TO_DATE", "CAST(x AS DATE), or CAST(strptime(x, '%d.%m.%Y') AS DATE)"),
            Map.entry("TO_NUMBER", "CAST(x AS DECIMAL(18, 2))"),
            Map.entry("TO_UTC_TIMESTAMP", "t AT TIME ZONE 'Europe/Berlin' AT TIME ZONE 'UTC'"),
            Map.entry("TO_VARCHAR", "CAST(x AS VARCHAR), or strftime(t, '%Y-%m-%d')"),
            Map.entry("TRY_TO_DATE", "TRY_CAST(x AS DATE)"),
            Map.entry("TRY_TO_NUMBER", "TRY_CAST(x AS DECIMAL(18, 2))"),
            Map.entry("UNIX_TIMESTAMP", "epoch(t)"));

    private FunctionHints() {}

    /** Refuses what is called in another system's words and has no meaning here. */
    public static void check(SqlCall call) {
        String instead = INSTEAD.get(call.getOperator().getName().toUpperCase(Locale.ROOT));
        if (instead != null) {
            throw SqlErrors.at(
                    ErrorCode.UNSUPPORTED,
                    call,
                    "There is no function %s; write %s"
                            .formatted(call.getOperator().getName().toLowerCase(Locale.ROOT), instead));
        }
    }

    /** The sentence in place of what Calcite says of a function; null if there is none. */
    static @Nullable String of(String message) {
        Matcher unknown = UNKNOWN.matcher(message);
        if (!unknown.matches()) {
            return null;
        }
        String name = unknown.group(1).toLowerCase(Locale.ROOT);
        LambdaFunction function = LambdaFunction.find(name);
        if (function != null) {
            return LambdaCalls.usage(name, function);
        }
        Set<String> known = GodwitOperators.functionNames();
        if (known.contains(name)) {
            return null;
        }
        return "There is no function " + name + (name.length() < SHORTEST_HINTED ? "" : NearestName.hint(name, known));
    }
}

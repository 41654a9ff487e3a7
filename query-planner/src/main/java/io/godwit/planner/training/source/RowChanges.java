package io.godwit.planner.training.source;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.NearestName;
import io.godwit.planner.catalog.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The query that tells what became of rows: of those that went and those that came, two with the same key are one that
 * changed. It is SQL like any other, so it streams, spills and is pinned like any other.
 *
 * @param gone a query of rows that went
 * @param come a query of rows that came, with the same columns
 * @param columns of both
 * @param key columns that tell which row became which; without any, rows only come and go
 */
public record RowChanges(String gone, String come, List<String> columns, List<String> key) {
    /** The column that says what happened to a row: {@code added}, {@code removed}, {@code changed_from}, {@code changed_to}. */
    public static final String CHANGE = "change";

    public RowChanges {
        List<String> known = List.copyOf(columns);
        columns = known;
        key = key.stream().map(name -> find(name, known)).toList();
    }

    private static String find(String name, List<String> columns) {
        return columns.stream()
                .filter(column -> column.equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new GodwitException(
                        ErrorCode.INVALID_ARGUMENT,
                        "There is no column %s to tell rows apart by%s; the columns are: %s"
                                .formatted(name, NearestName.hint(name, columns), String.join(", ", columns))));
    }

    /** Between two queries: what both have is taken away, row for row, duplicates counted. */
    public static RowChanges between(String before, String after, List<String> columns, List<String> key) {
        String select = "SELECT %s FROM (%s) AS %s";
        String all = names(columns);
        String old = select.formatted(all, before, "godwit_before");
        String young = select.formatted(all, after, "godwit_after");
        return new RowChanges(old + " EXCEPT ALL " + young, young + " EXCEPT ALL " + old, columns, key);
    }

    /** The query; {@code change} comes first, then the columns, rows that belong together one after the other. */
    public String sql() {
        return sql("");
    }

    /** @param said a further expression to stand behind {@code change}, or nothing */
    String sql(String said) {
        String all = names(columns);
        String shown = said.isEmpty() ? all : said + ", " + all;
        String moved = """
                WITH godwit_moved AS (
                  SELECT 0 AS godwit_side, %s FROM (%s) AS godwit_gone
                  UNION ALL
                  SELECT 1 AS godwit_side, %s FROM (%s) AS godwit_come
                )""".formatted(all, gone, all, come);
        return moved + (key.isEmpty() ? withoutKey(all, shown) : withKey(all, shown));
    }

    private static String withoutKey(String all, String shown) {
        return """

                SELECT CASE WHEN godwit_side = 0 THEN 'removed' ELSE 'added' END AS %s, %s
                FROM godwit_moved ORDER BY godwit_side, %s""".formatted(Quoted.name(CHANGE), shown, all);
    }

    private String withKey(String all, String shown) {
        String keys = names(key);
        return """
                , godwit_numbered AS (
                  SELECT *, ROW_NUMBER() OVER (PARTITION BY %s, godwit_side ORDER BY %s) AS godwit_number FROM godwit_moved
                ), godwit_paired AS (
                  SELECT *, COUNT(*) OVER (PARTITION BY %s, godwit_number) AS godwit_sides FROM godwit_numbered
                )
                SELECT CASE WHEN godwit_sides = 2 THEN CASE WHEN godwit_side = 0 THEN 'changed_from' ELSE 'changed_to' END
                  WHEN godwit_side = 0 THEN 'removed' ELSE 'added' END AS %s, %s
                FROM godwit_paired ORDER BY %s, godwit_number, godwit_side""".formatted(keys, all, keys, Quoted.name(CHANGE), shown, keys);
    }

    private static String names(List<String> columns) {
        return columns.stream().map(Quoted::name).collect(Collectors.joining(", "));
    }

    /** The columns of {@code before} that {@code after} has too, as {@code before} spells them. */
    public static List<String> common(List<String> before, List<String> after) {
        List<String> common = new ArrayList<>();
        for (String column : before) {
            if (after.stream().anyMatch(column::equalsIgnoreCase)) {
                common.add(column);
            }
        }
        if (common.isEmpty()) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The two versions share no column: one has %s, the other %s"
                            .formatted(String.join(", ", before), String.join(", ", after)));
        }
        return common;
    }
}

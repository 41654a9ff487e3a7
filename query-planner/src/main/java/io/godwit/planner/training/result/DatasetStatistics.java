package io.godwit.planner.training.result;

import static io.godwit.planner.training.result.ResultTable.count;
import static io.godwit.planner.training.result.ResultTable.number;
import static io.godwit.planner.training.result.ResultTable.text;

import io.godwit.planner.statistics.ColumnDrift;
import io.godwit.planner.statistics.ColumnSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Summaries of a version's columns as results of statements: one version's, and what moved between two. */
public final class DatasetStatistics {
    private static final double[] FRACTIONS = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};

    static final Schema STATISTICS = statistics();

    static final Schema DRIFT = new Schema(List.of(
            text("column"),
            text("change"),
            number("distance"),
            count("rows_before"),
            count("rows_after"),
            count("nulls_before"),
            count("nulls_after"),
            number("distinct_before"),
            number("distinct_after"),
            number("mean_before"),
            number("mean_after"),
            text("min_before"),
            text("min_after"),
            text("max_before"),
            text("max_after")));

    private DatasetStatistics() {}

    private static Schema statistics() {
        List<Field> fields = new ArrayList<>(List.of(
                text("split"),
                text("column"),
                text("type"),
                count("row_count"),
                count("null_count"),
                number("distinct_count"),
                text("min"),
                text("max"),
                number("mean"),
                number("standard_deviation")));
        Arrays.stream(FRACTIONS).forEach(fraction -> fields.add(number("p%02d".formatted(Math.round(fraction * 100)))));
        return new Schema(fields);
    }

    public static void list(List<ColumnSummary> summaries, ResultTable result) {
        for (ColumnSummary each : summaries) {
            List<@Nullable Object> row = new ArrayList<>(Arrays.asList(
                    each.part(),
                    each.column(),
                    each.type(),
                    each.rows(),
                    each.nulls(),
                    each.distinct(),
                    each.min(),
                    each.max(),
                    each.mean(),
                    each.standardDeviation()));
            double[] quantiles = each.quantiles(FRACTIONS);
            for (int i = 0; i < FRACTIONS.length; i++) {
                row.add(quantiles == null ? null : quantiles[i]);
            }
            result.add(row.toArray());
        }
    }

    /** @param digests of the columns of both versions by name, which tell at once that nothing changed */
    public static void compare(
            List<ColumnSummary> before,
            List<ColumnSummary> after,
            Map<String, String> digestsBefore,
            Map<String, String> digestsAfter,
            ResultTable result) {
        Map<String, ColumnSummary> old = whole(before);
        Map<String, ColumnSummary> young = whole(after);
        old.forEach((name, summary) -> {
            ColumnSummary other = young.get(name);
            String digest = digestsBefore.get(name);
            if (other == null) {
                add(result, name, "removed", null, summary, null);
            } else if (!summary.type().equals(other.type())) {
                add(result, name, "retyped", null, summary, other);
            } else {
                boolean same = digest != null && digest.equals(digestsAfter.get(name));
                ColumnDrift drift = ColumnDrift.between(summary, other, same);
                String change = same ? "same" : drift.moved() ? "moved" : "changed";
                add(result, name, change, drift.distance(), summary, other);
            }
        });
        young.forEach((name, summary) -> {
            if (!old.containsKey(name)) {
                add(result, name, "added", null, null, summary);
            }
        });
    }

    private static Map<String, ColumnSummary> whole(List<ColumnSummary> summaries) {
        Map<String, ColumnSummary> whole = new LinkedHashMap<>();
        summaries.stream()
                .filter(summary -> summary.part() == null)
                .forEach(summary -> whole.put(summary.column(), summary));
        return whole;
    }

    private static void add(
            ResultTable result,
            String name,
            String change,
            @Nullable Double distance,
            @Nullable ColumnSummary before,
            @Nullable ColumnSummary after) {
        result.add(
                name,
                change,
                distance,
                before == null ? null : before.rows(),
                after == null ? null : after.rows(),
                before == null ? null : before.nulls(),
                after == null ? null : after.nulls(),
                before == null ? null : before.distinct(),
                after == null ? null : after.distinct(),
                before == null ? null : before.mean(),
                after == null ? null : after.mean(),
                before == null ? null : before.min(),
                after == null ? null : after.min(),
                before == null ? null : before.max(),
                after == null ? null : after.max());
    }
}

package io.godwit.planner;

import io.godwit.pitjoin.report.JoinReport.Staleness;
import io.godwit.planner.operator.RowTable;
import io.godwit.planner.physical.FeatureQuality;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** What {@code EXPLAIN QUALITY} answers: a row for each feature table. Ages are in seconds, null where a table has no times. */
final class QualityTable {
    static final Schema SCHEMA = new Schema(List.of(
            RowTable.text("feature"),
            RowTable.bigint("labels_in"),
            RowTable.bigint("rows_out"),
            RowTable.bigint("matched"),
            RowTable.real("match_rate"),
            RowTable.real("staleness_median"),
            RowTable.real("staleness_p90"),
            RowTable.real("staleness_p99"),
            RowTable.real("staleness_max"),
            RowTable.bigint("ambiguous_matches"),
            RowTable.bigint("removed_by_known_at"),
            RowTable.bigint("not_yet_known")));

    private QualityTable() {}

    static RowTable of(List<FeatureQuality> qualities) {
        RowTable rows = new RowTable(SCHEMA);
        qualities.forEach(quality -> add(rows, quality));
        return rows;
    }

    private static void add(RowTable rows, FeatureQuality quality) {
        boolean timed = quality.hasTimes();
        Staleness age = quality.measured().staleness();
        rows.add(
                quality.measured().name(),
                quality.labelsIn(),
                quality.rowsOut(),
                quality.measured().matchedLabels(),
                quality.matchRate(),
                timed ? FeatureQuality.seconds(age.median()) : null,
                timed ? FeatureQuality.seconds(age.p90()) : null,
                timed ? FeatureQuality.seconds(age.p99()) : null,
                timed ? FeatureQuality.seconds(age.max()) : null,
                ifTimed(timed, quality.measured().ambiguousMatches()),
                ifTimed(timed, quality.measured().removedByKnownAt()),
                ifTimed(timed, quality.measured().notYetKnown()));
    }

    private static @Nullable Long ifTimed(boolean timed, long count) {
        return timed ? (Long) count : null;
    }
}

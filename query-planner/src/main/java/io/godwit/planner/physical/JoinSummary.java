package io.godwit.planner.physical;

import io.godwit.pitjoin.report.JoinReport;
import io.godwit.pitjoin.report.JoinReport.Staleness;
import io.godwit.pitjoin.spec.FeatureJoin;
import io.godwit.pitjoin.spec.MatchCondition;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** How well a join matched, for a reader: a line on the labels, then one on each feature table. */
final class JoinSummary {
    private JoinSummary() {}

    static String describe(JoinReport report, List<FeatureJoin> joins) {
        StringBuilder text =
                new StringBuilder("labels_in=%d, rows_out=%d".formatted(report.labelsIn(), report.rowsOut()));
        JoinReport.Spill spill = report.spill();
        if (spill.windows() > 0) {
            text.append(", spilled partitions=%d windows=%d bytes=%d"
                    .formatted(spill.partitions(), spill.windows(), spill.writtenBytes()));
        }
        for (int join = 0; join < joins.size(); join++) {
            JoinReport.Feature feature = report.features().get(join);
            text.append('\n')
                    .append(feature.name())
                    .append(String.format(
                            Locale.ROOT,
                            ": match_rate=%.4f, rows_read=%d",
                            feature.matchRate(report.labelsIn()),
                            feature.rowsRead()));
            if (feature.timelineBytes() > 0) {
                text.append(", from timeline of %d bytes".formatted(feature.timelineBytes()));
            }
            MatchCondition condition = joins.get(join).condition();
            if (condition != null) {
                text.append(times(feature, condition));
            }
        }
        return text.toString();
    }

    private static String times(JoinReport.Feature feature, MatchCondition condition) {
        Staleness staleness = feature.staleness();
        String text = ", staleness median=%s p90=%s p99=%s max=%s, ambiguous_matches=%d, removed_by_known_at=%d"
                .formatted(
                        staleness.median(),
                        staleness.p90(),
                        staleness.p99(),
                        staleness.max(),
                        feature.ambiguousMatches(),
                        feature.removedByKnownAt());
        return leavesIngestionTimeOut(condition) ? text + ", not_yet_known=" + feature.notYetKnown() : text;
    }

    private static boolean leavesIngestionTimeOut(MatchCondition condition) {
        OptionalInt ingestion = condition.ingestionTimeColumn();
        return ingestion.isPresent()
                && condition.bounds().stream().noneMatch(bound -> bound.featureColumn() == ingestion.getAsInt());
    }
}

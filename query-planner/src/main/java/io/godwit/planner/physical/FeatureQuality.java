package io.godwit.planner.physical;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.pitjoin.report.JoinReport;
import io.godwit.pitjoin.spec.FeatureJoin;
import io.godwit.pitjoin.spec.MatchCondition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How well one feature table matched the labels of one join.
 *
 * @param hasTimes whether it was joined by time; a static table has no staleness
 */
public record FeatureQuality(JoinReport.Feature measured, long labelsIn, long rowsOut, boolean hasTimes) {
    private static final double NANOS_PER_SECOND = 1e9;

    /** One for each feature table of a join, in the order of the statement. */
    static List<FeatureQuality> of(JoinReport report, List<FeatureJoin> joins) {
        List<FeatureQuality> qualities = new ArrayList<>();
        for (int join = 0; join < joins.size(); join++) {
            MatchCondition condition = joins.get(join).condition();
            qualities.add(new FeatureQuality(
                    report.features().get(join), report.labelsIn(), report.rowsOut(), condition != null));
        }
        return qualities;
    }

    public double matchRate() {
        return measured.matchRate(labelsIn);
    }

    public static double seconds(Duration age) {
        return age.toSeconds() + age.toNanosPart() / NANOS_PER_SECOND;
    }

    /** As the closing metadata of a stream has it; ages are in seconds. */
    public String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("feature", measured.name());
        json.put("labels_in", labelsIn);
        json.put("rows_out", rowsOut);
        json.put("matched", measured.matchedLabels());
        json.put("match_rate", matchRate());
        if (hasTimes) {
            JoinReport.Staleness age = measured.staleness();
            ObjectNode staleness = json.putObject("staleness_seconds");
            staleness.put("median", seconds(age.median()));
            staleness.put("p90", seconds(age.p90()));
            staleness.put("p99", seconds(age.p99()));
            staleness.put("max", seconds(age.max()));
            json.put("ambiguous_matches", measured.ambiguousMatches());
            json.put("removed_by_known_at", measured.removedByKnownAt());
            json.put("not_yet_known", measured.notYetKnown());
        }
        return json.toString();
    }
}

package io.godwit.pitjoin.report;

import java.time.Duration;
import java.util.List;

/**
 * How well a join matched, over the labels joined so far; complete when the stream has ended.
 *
 * @param labelsIn labels read
 * @param rowsOut rows put out; differs from {@code labelsIn} where inner joins drop labels and static tables repeat them
 * @param features one entry per feature table, in the order of the joins
 * @param spill what went to disk
 */
public record JoinReport(long labelsIn, long rowsOut, List<Feature> features, Spill spill) {
    public JoinReport {
        features = List.copyOf(features);
    }

    /**
     * How well one feature table matched.
     *
     * @param name what the statement calls the table
     * @param matchedLabels labels with a match
     * @param ambiguousMatches matches that shared event and ingestion time with another row the label could take
     * @param removedByKnownAt labels that would have another match were nothing known late, among the rows
     *     that came out of the pass: at least so many, since a source may leave out rows that no label knew in time
     * @param notYetKnown matches whose declared ingestion time, which the condition does not mention, is after the label
     * @param rowsRead feature rows that came out of the pass over keys and times
     * @param timelineBytes size of the kept timeline that the matches were found in; 0 where rows were read instead
     * @param staleness age of the matches: label time less event time, regardless of sign; zeros where none matched
     */
    public record Feature(
            String name,
            long matchedLabels,
            long ambiguousMatches,
            long removedByKnownAt,
            long notYetKnown,
            long rowsRead,
            long timelineBytes,
            Staleness staleness) {
        /** The share of labels with a match; 1 when there are no labels. */
        public double matchRate(long labelsIn) {
            return labelsIn == 0 ? 1 : (double) matchedLabels / labelsIn;
        }
    }

    /**
     * What a join wrote because its labels did not fit its memory.
     *
     * @param partitions into how many parts the keys were cut
     * @param windows in how many parts the labels were put out
     * @param writtenBytes bytes written in all
     */
    public record Spill(int partitions, int windows, long writtenBytes) {
        /** Nothing. */
        public static final Spill NONE = new Spill(0, 0, 0);
    }

    /** Quantiles of age, each off by at most one part in 32; the greatest is exact to the microsecond. */
    public record Staleness(Duration median, Duration p90, Duration p99, Duration max) {}
}

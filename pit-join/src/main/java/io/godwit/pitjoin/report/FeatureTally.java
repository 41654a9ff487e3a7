package io.godwit.pitjoin.report;

/** Counts one feature table's matches while the join runs. */
public final class FeatureTally {
    final StalenessHistogram staleness = new StalenessHistogram();
    public long matchedLabels;
    long ambiguousMatches;
    public long removedByKnownAt;
    long notYetKnown;
    public long rowsRead;
    public long timelineBytes;

    /** Counts a label that has a match. */
    public void addMatch(long ageMicros, boolean isAmbiguous, boolean isNotYetKnown) {
        matchedLabels++;
        staleness.add(ageMicros);
        ambiguousMatches += isAmbiguous ? 1 : 0;
        notYetKnown += isNotYetKnown ? 1 : 0;
    }

    /** Adds what was counted of other labels. */
    public void add(FeatureTally other) {
        staleness.add(other.staleness);
        matchedLabels += other.matchedLabels;
        ambiguousMatches += other.ambiguousMatches;
        removedByKnownAt += other.removedByKnownAt;
        notYetKnown += other.notYetKnown;
        rowsRead += other.rowsRead;
    }

    public JoinReport.Feature report(String name) {
        return new JoinReport.Feature(
                name,
                matchedLabels,
                ambiguousMatches,
                removedByKnownAt,
                notYetKnown,
                rowsRead,
                timelineBytes,
                new JoinReport.Staleness(
                        staleness.quantile(0.5),
                        staleness.quantile(0.9),
                        staleness.quantile(0.99),
                        staleness.quantile(1)));
    }
}

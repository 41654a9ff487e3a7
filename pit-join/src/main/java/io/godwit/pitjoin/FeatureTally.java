package io.godwit.pitjoin;

/** Counts one feature table's matches while the join runs. */
final class FeatureTally {
    final StalenessHistogram staleness = new StalenessHistogram();
    long matchedLabels;
    long ambiguousMatches;
    long removedByKnownAt;
    long notYetKnown;
    long rowsRead;

    JoinReport.Feature report(String name) {
        return new JoinReport.Feature(
                name,
                matchedLabels,
                ambiguousMatches,
                removedByKnownAt,
                notYetKnown,
                rowsRead,
                new JoinReport.Staleness(
                        staleness.quantile(0.5),
                        staleness.quantile(0.9),
                        staleness.quantile(0.99),
                        staleness.quantile(1)));
    }
}

package io.godwit.pitjoin.spec;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which feature row a label row takes: among the rows of its key that meet <em>all</em> bounds, the one that
 * {@code direction} prefers by event time.
 *
 * <p>Ties on event time go to the greatest ingestion time (null first) where one is named, then to the greatest sequence
 * number of {@link FeatureSource#SEQUENCE_NUMBER}, then to the greatest canonical encoding of the row's selected columns.
 *
 * @param eventTimeColumn the ranking column, an index into {@link FeatureSource#schema()}
 * @param ingestionTimeColumn decides ties, an index into {@link FeatureSource#schema()}; empty when none is declared
 * @param direction which way the search looks
 * @param bounds all must hold; at least one names the event time column
 * @param ignoreNullsColumns feature columns that each take their own latest row in which they are not null
 */
public record MatchCondition(
        int eventTimeColumn,
        OptionalInt ingestionTimeColumn,
        Direction direction,
        List<TimeBound> bounds,
        List<Integer> ignoreNullsColumns) {
    /** Which of the rows that meet all bounds wins. */
    public enum Direction {
        /** The greatest event time. */
        LATEST,
        /** The least event time (the word FORWARD). */
        EARLIEST,
        /**
         * The least distance to the label time of the first bound on event time; at equal distance the past (the word
         * NEAREST). Without an offset that first bound only names the time, since the nearest may lie on either side.
         */
        NEAREST
    }

    public MatchCondition {
        requireNonNull(ingestionTimeColumn, "ingestionTimeColumn");
        requireNonNull(direction, "direction");
        bounds = List.copyOf(bounds);
        ignoreNullsColumns = List.copyOf(ignoreNullsColumns);
    }

    /** The bounds a row has to meet: all, but for the one that only names the time to be near to. */
    public List<TimeBound> required() {
        if (direction != Direction.NEAREST) {
            return bounds;
        }
        Optional<TimeBound> reference = bounds.stream()
                .filter(bound -> bound.featureColumn() == eventTimeColumn)
                .findFirst()
                .filter(bound -> bound.offset().equals(TimeOffset.NONE));
        return bounds.stream()
                .filter(bound -> reference.filter(bound::equals).isEmpty())
                .toList();
    }
}

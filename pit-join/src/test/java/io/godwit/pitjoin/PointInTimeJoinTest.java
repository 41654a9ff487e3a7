package io.godwit.pitjoin;

import static io.godwit.pitjoin.spec.TimeBound.Comparison.GREATER;
import static io.godwit.pitjoin.spec.TimeBound.Comparison.GREATER_OR_EQUAL;
import static io.godwit.pitjoin.spec.TimeBound.Comparison.LESS;
import static io.godwit.pitjoin.spec.TimeBound.Comparison.LESS_OR_EQUAL;
import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.report.JoinReport;
import io.godwit.pitjoin.spec.FeatureJoin;
import io.godwit.pitjoin.spec.FeatureJoin.KeyPair;
import io.godwit.pitjoin.spec.FeatureSource;
import io.godwit.pitjoin.spec.LabelBounds;
import io.godwit.pitjoin.spec.MatchCondition;
import io.godwit.pitjoin.spec.MatchCondition.Direction;
import io.godwit.pitjoin.spec.TimeBound;
import io.godwit.pitjoin.spec.TimeBound.Comparison;
import io.godwit.pitjoin.spec.TimeOffset;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Small tables whose answers can be checked in the head. Times are in seconds. */
class PointInTimeJoinTest {
    private static final Field CITY = Field.nullable("city", new ArrowType.Utf8());
    private static final int EVENT = 1;
    private static final int INGESTED = 2;
    private static final int VALUE = 3;
    private static final int NOTE = 4;

    private final TestContext context = new TestContext();
    private final InMemoryTable labels =
            InMemoryTable.of(CITY, time("ts"), Field.nullable("id", new ArrowType.Int(32, true)));
    private final InMemoryTable weather = InMemoryTable.of(
            CITY,
            time("event_time"),
            time("ingested_at"),
            Field.notNullable("value", new ArrowType.Int(64, true)),
            Field.nullable("note", new ArrowType.Utf8()));

    @AfterEach
    void nothingIsLeftAllocated() {
        context.close();
    }

    private static Field time(String name) {
        return Field.nullable(name, new ArrowType.Timestamp(TimeUnit.SECOND, null));
    }

    private static TimeBound bound(int featureColumn, Comparison comparison, long offsetSeconds) {
        TimeOffset offset = new TimeOffset(0, Duration.ofSeconds(offsetSeconds).toNanos());
        return new TimeBound(featureColumn, comparison, 1, offset, false);
    }

    private static MatchCondition latest(TimeBound... bounds) {
        return new MatchCondition(EVENT, OptionalInt.of(INGESTED), Direction.LATEST, List.of(bounds), List.of());
    }

    private static MatchCondition search(Direction direction, TimeBound... bounds) {
        return new MatchCondition(EVENT, OptionalInt.of(INGESTED), direction, List.of(bounds), List.of());
    }

    private FeatureJoin left(MatchCondition condition) {
        return join(condition, true, InMemoryFeatureSource.of(weather));
    }

    private static FeatureJoin join(MatchCondition condition, boolean keepUnmatched, FeatureSource source) {
        return new FeatureJoin("weather", source, List.of(new KeyPair(0, 0)), condition, List.of(VALUE), keepUnmatched);
    }

    /** The label's id and what it took. */
    private List<List<Object>> run(FeatureJoin... joins) {
        try (JoinStream stream = open(joins)) {
            return ArrowRows.drain(stream);
        }
    }

    private JoinStream open(FeatureJoin... joins) {
        return PointInTimeJoin.open(
                context.context(), labels.stream(context.allocator(), 2), List.of(2), List.of(joins));
    }

    private JoinReport.Feature report(FeatureJoin join) {
        try (JoinStream stream = open(join)) {
            ArrowRows.drain(stream);
            return stream.report().features().get(0);
        }
    }

    private static List<Object> row(Object... values) {
        return asList(values);
    }

    @Test
    void labelTakesTheLatestRowNotAfterIt() {
        labels.row("AMS", 25L, 1L).row("AMS", 10L, 2L).row("AMS", 9L, 3L);
        weather.row("AMS", 30L, 30L, 300L, null)
                .row("AMS", 10L, 10L, 100L, null)
                .row("AMS", 20L, 20L, 200L, null);

        assertThat(run(left(latest(bound(EVENT, LESS_OR_EQUAL, 0)))))
                .containsExactly(row(1L, 200L), row(2L, 100L), row(3L, null));
    }

    @Test
    void strictlyBeforeLeavesOutTheSameInstant() {
        labels.row("AMS", 20L, 1L).row("AMS", 10L, 2L);
        weather.row("AMS", 10L, 10L, 100L, null).row("AMS", 20L, 20L, 200L, null);

        assertThat(run(left(latest(bound(EVENT, LESS, 0))))).containsExactly(row(1L, 100L), row(2L, null));
    }

    @Test
    void duplicateLabelsAllComeOutInTheirOrder() {
        labels.row("AMS", 20L, 1L).row("BER", 20L, 2L).row("AMS", 20L, 3L).row("AMS", 20L, 3L);
        weather.row("AMS", 10L, 10L, 100L, null);

        assertThat(run(left(latest(bound(EVENT, LESS_OR_EQUAL, 0)))))
                .containsExactly(row(1L, 100L), row(2L, null), row(3L, 100L), row(3L, 100L));
    }

    @Test
    void innerJoinDropsLabelsWithoutAMatch() {
        labels.row("AMS", 5L, 1L).row("AMS", 20L, 2L);
        weather.row("AMS", 10L, 10L, 100L, null);

        FeatureJoin inner = join(latest(bound(EVENT, LESS_OR_EQUAL, 0)), false, InMemoryFeatureSource.of(weather));
        assertThat(run(inner)).containsExactly(row(2L, 100L));
    }

    @Test
    void aRowAsOldAsTheToleranceStillMatches() {
        labels.row("AMS", 16L, 1L).row("AMS", 17L, 2L);
        weather.row("AMS", 10L, 10L, 100L, null);

        assertThat(run(left(latest(bound(EVENT, LESS_OR_EQUAL, 0), bound(EVENT, GREATER_OR_EQUAL, -6)))))
                .containsExactly(row(1L, 100L), row(2L, null));
    }

    @Test
    void whatWasNotYetKnownGivesWayToWhatWas() {
        labels.row("AMS", 25L, 1L).row("AMS", 40L, 2L);
        weather.row("AMS", 10L, 11L, 100L, null).row("AMS", 20L, 30L, 200L, null);

        FeatureJoin join = left(latest(bound(EVENT, LESS_OR_EQUAL, 0), bound(INGESTED, LESS_OR_EQUAL, 0)));
        assertThat(run(join)).containsExactly(row(1L, 100L), row(2L, 200L));
        assertThat(report(join).removedByKnownAt()).isEqualTo(1);
        assertThat(report(join).notYetKnown()).isZero();
    }

    @Test
    void aKnownAtBoundThatWasForgottenIsReported() {
        labels.row("AMS", 25L, 1L).row("AMS", 40L, 2L);
        weather.row("AMS", 20L, 30L, 200L, null);

        assertThat(report(left(latest(bound(EVENT, LESS_OR_EQUAL, 0)))).notYetKnown())
                .isEqualTo(1);
    }

    @Test
    void nullKeysTimesAndIngestionTimesDoNotMatch() {
        labels.row(null, 25L, 1L).row("AMS", null, 2L).row("AMS", 25L, 3L);
        weather.row(null, 20L, 20L, 1L, null)
                .row("AMS", null, 20L, 2L, null)
                .row("AMS", 20L, null, 3L, null)
                .row("AMS", 10L, 10L, 4L, null);

        assertThat(run(left(latest(bound(EVENT, LESS_OR_EQUAL, 0), bound(INGESTED, LESS_OR_EQUAL, 0)))))
                .containsExactly(row(1L, null), row(2L, null), row(3L, 4L));
    }

    @Test
    void ofRowsOfOneInstantTheOneIngestedLastWinsAndNullIsFirst() {
        labels.row("AMS", 25L, 1L);
        weather.row("AMS", 20L, 22L, 2L, null).row("AMS", 20L, 23L, 3L, null).row("AMS", 20L, null, 1L, null);

        assertThat(run(left(latest(bound(EVENT, LESS_OR_EQUAL, 0))))).containsExactly(row(1L, 3L));
    }

    @Test
    void thenTheGreaterSequenceNumberThenTheGreaterValues() {
        labels.row("AMS", 25L, 1L).row("BER", 25L, 2L);
        weather.row("AMS", 20L, 20L, 7L, null)
                .row("AMS", 20L, 20L, 5L, null)
                .row("BER", 20L, 20L, 5L, null)
                .row("BER", 20L, 20L, 7L, null)
                .row("BER", 20L, 20L, 6L, null);
        FeatureSource source = new InMemoryFeatureSource(weather, List.of(1L, 2L, 1L, 1L, 1L), true, 2);

        FeatureJoin join = join(latest(bound(EVENT, LESS_OR_EQUAL, 0)), true, source);
        assertThat(run(join)).containsExactly(row(1L, 5L), row(2L, 7L));
        assertThat(report(join).ambiguousMatches()).isEqualTo(2);
    }

    @Test
    void forwardTakesTheNextRow() {
        labels.row("AMS", 10L, 1L).row("AMS", 11L, 2L).row("AMS", 31L, 3L);
        weather.row("AMS", 30L, 30L, 300L, null)
                .row("AMS", 10L, 10L, 100L, null)
                .row("AMS", 20L, 20L, 200L, null);

        assertThat(run(left(search(Direction.EARLIEST, bound(EVENT, GREATER_OR_EQUAL, 0)))))
                .containsExactly(row(1L, 100L), row(2L, 200L), row(3L, null));
        assertThat(run(left(search(Direction.EARLIEST, bound(EVENT, GREATER, 0)))))
                .containsExactly(row(1L, 200L), row(2L, 200L), row(3L, null));
    }

    @Test
    void nearestTakesThePastAtEqualDistance() {
        labels.row("AMS", 15L, 1L).row("AMS", 16L, 2L).row("AMS", 14L, 3L).row("AMS", 90L, 4L);
        weather.row("AMS", 10L, 10L, 100L, null).row("AMS", 20L, 20L, 200L, null);

        assertThat(run(left(search(
                        Direction.NEAREST, bound(EVENT, LESS_OR_EQUAL, 30), bound(EVENT, GREATER_OR_EQUAL, -30)))))
                .containsExactly(row(1L, 100L), row(2L, 200L), row(3L, 100L), row(4L, null));
    }

    @Test
    void nearestLooksAtBothSidesOfTheTimeThatABareComparisonNames() {
        labels.row("AMS", 5L, 1L).row("AMS", 16L, 2L).row("AMS", 90L, 3L);
        weather.row("AMS", 10L, 10L, 100L, null).row("AMS", 20L, 20L, 200L, null);

        assertThat(run(left(search(
                        Direction.NEAREST, bound(EVENT, LESS_OR_EQUAL, 0), bound(EVENT, GREATER_OR_EQUAL, -30)))))
                .containsExactly(row(1L, 100L), row(2L, 200L), row(3L, null));
    }

    @Test
    void eachColumnThatIgnoresNullsTakesItsOwnRow() {
        labels.row("AMS", 25L, 1L).row("AMS", 5L, 2L);
        weather.row("AMS", 10L, 10L, 100L, "fog").row("AMS", 20L, 20L, 200L, null);
        MatchCondition condition = new MatchCondition(
                EVENT, OptionalInt.empty(), Direction.LATEST, List.of(bound(EVENT, LESS_OR_EQUAL, 0)), List.of(NOTE));

        FeatureJoin join = new FeatureJoin(
                "weather",
                InMemoryFeatureSource.of(weather),
                List.of(new KeyPair(0, 0)),
                condition,
                List.of(NOTE, VALUE),
                true);
        assertThat(run(join)).containsExactly(row(1L, "fog", 200L), row(2L, null, null));
    }

    @Test
    void validityRangesHoldUntilTheirEndAndForeverWithoutOne() {
        labels.row("AMS", 15L, 1L).row("AMS", 20L, 2L).row("AMS", 99L, 3L).row("AMS", 9L, 4L);
        weather.row("AMS", 10L, 20L, 100L, null).row("AMS", 30L, null, 300L, null);
        TimeBound openEnd = new TimeBound(INGESTED, GREATER, 1, TimeOffset.NONE, true);
        MatchCondition condition = new MatchCondition(
                EVENT,
                OptionalInt.empty(),
                Direction.LATEST,
                List.of(bound(EVENT, LESS_OR_EQUAL, 0), openEnd),
                List.of());

        assertThat(run(left(condition))).containsExactly(row(1L, 100L), row(2L, null), row(3L, 300L), row(4L, null));
    }

    @Test
    void aMonthBeforeTheLastOfMarchIsTheLastOfFebruary() {
        long march31 = Duration.ofDays(19_813).toSeconds();
        long february29 = Duration.ofDays(19_782).toSeconds();
        labels.row("AMS", march31, 1L);
        weather.row("AMS", february29, 0L, 29L, null).row("AMS", february29 + 1, 0L, 30L, null);
        TimeBound monthBefore = new TimeBound(EVENT, LESS_OR_EQUAL, 1, new TimeOffset(-1, 0), false);

        assertThat(run(left(latest(monthBefore)))).containsExactly(row(1L, 29L));
    }

    @Test
    void staticTableFansOutInItsOwnOrderAndKeepsLabelOrder() {
        labels.row("AMS", 1L, 1L).row("BER", 1L, 2L).row("AMS", null, 3L);
        weather.row("AMS", 1L, 1L, 7L, null).row("AMS", 2L, 2L, 5L, null);

        FeatureJoin join = join(null, true, InMemoryFeatureSource.of(weather));
        assertThat(run(join)).containsExactly(row(1L, 7L), row(1L, 5L), row(2L, null), row(3L, 7L), row(3L, 5L));
        try (JoinStream stream = open(join)) {
            ArrowRows.drain(stream);
            assertThat(stream.report().labelsIn()).isEqualTo(3);
            assertThat(stream.report().rowsOut()).isEqualTo(5);
            assertThat(stream.report().features().get(0).matchRate(3)).isEqualTo(2 / 3.0);
        }
    }

    @Test
    void onlyMatchedRowsAreFetchedEachOnce() {
        labels.row("AMS", 25L, 1L).row("AMS", 26L, 2L);
        for (long time = 0; time < 100; time++) {
            weather.row("AMS", time, time, time, null).row("BER", time, time, time, null);
        }
        InMemoryFeatureSource source = InMemoryFeatureSource.of(weather);

        run(join(latest(bound(EVENT, LESS_OR_EQUAL, 0)), true, source));
        assertThat(source.rowsFetched()).isEqualTo(2);
    }

    @Test
    void theSourceLearnsKeysAndTimesOfTheLabels() {
        labels.row("BER", 25L, 1L).row("AMS", 40L, 2L);
        InMemoryFeatureSource source = InMemoryFeatureSource.of(weather);

        run(join(latest(bound(EVENT, LESS_OR_EQUAL, 1), bound(EVENT, GREATER_OR_EQUAL, -6)), true, source));
        assertThat(source.boundsSeen().get(0).columns())
                .containsExactly(
                        new LabelBounds.ColumnBounds(0, "AMS", "BER", List.of("AMS", "BER"), false),
                        new LabelBounds.ColumnBounds(EVENT, null, 41L, null, false),
                        new LabelBounds.ColumnBounds(EVENT, 19L, null, null, false));
    }

    @Test
    void withoutLabelsNoFeatureIsRead() {
        InMemoryFeatureSource source = InMemoryFeatureSource.of(weather);

        assertThat(run(join(latest(bound(EVENT, LESS_OR_EQUAL, 0)), true, source)))
                .isEmpty();
        labels.row(null, 10L, 1L);
        assertThat(run(join(latest(bound(EVENT, LESS_OR_EQUAL, 0)), true, source)))
                .containsExactly(row(1L, null));
        assertThat(source.boundsSeen()).isEmpty();
    }

    @Test
    void columnsOfALeftJoinAreNullableAndThoseOfAnInnerJoinAsInTheirTable() {
        FeatureJoin left = left(latest(bound(EVENT, LESS_OR_EQUAL, 0)));
        FeatureJoin inner = join(latest(bound(EVENT, LESS_OR_EQUAL, 0)), false, left.source());

        assertThat(PointInTimeJoin.outputSchema(labels.schema(), List.of(2), List.of(left, inner))
                        .getFields())
                .extracting(Field::getName, Field::isNullable)
                .containsExactly(tuple("id", true), tuple("value", true), tuple("value", false));
    }

    @Test
    void latestPerEntityNeedsNoLabels() {
        weather.row("AMS", 10L, 10L, 100L, null)
                .row("BER", 30L, 30L, 300L, null)
                .row("AMS", 20L, 20L, 200L, null)
                .row(null, 20L, 20L, 1L, null)
                .row("CDG", 40L, 40L, 400L, null);
        InMemoryTable instant = InMemoryTable.of(time("as_of")).row(35L);
        TimeBound asOf = new TimeBound(EVENT, LESS_OR_EQUAL, 0, TimeOffset.NONE, false);
        FeatureJoin join = new FeatureJoin(
                "weather",
                InMemoryFeatureSource.of(weather),
                List.of(),
                new MatchCondition(EVENT, OptionalInt.empty(), Direction.LATEST, List.of(asOf), List.of()),
                List.of(0, VALUE),
                false);
        VectorSchemaRoot instants = ArrowRows.batch(context.allocator(), instant.schema(), instant.rows());

        try (JoinStream stream = PointInTimeJoin.openLatestPerEntity(context.context(), instants, List.of(0), join)) {
            assertThat(ArrowRows.drain(stream)).containsExactly(row("AMS", 200L), row("BER", 300L));
        }
    }

    @Test
    void timesOfDifferentFamiliesAreRefusedWithTheCastToWrite() {
        InMemoryTable days = InMemoryTable.of(CITY, Field.nullable("day", new ArrowType.Date(DateUnit.DAY)));
        FeatureJoin join = new FeatureJoin(
                "days",
                InMemoryFeatureSource.of(days),
                List.of(new KeyPair(0, 0)),
                new MatchCondition(1, OptionalInt.empty(), Direction.LATEST, List.of(bound(1, LESS, 0)), List.of()),
                List.of(1),
                true);

        assertThatThrownBy(() -> open(join))
                .isInstanceOf(GodwitException.class)
                .hasMessageContaining("day is a date")
                .hasMessageContaining("ts is a timestamp without time zone")
                .hasMessageContaining("CAST(ts AS DATE)")
                .extracting(thrown -> ((GodwitException) thrown).code())
                .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void keysThatDoNotCompareAreRefused() {
        FeatureJoin join = new FeatureJoin(
                "weather",
                InMemoryFeatureSource.of(weather),
                List.of(new KeyPair(2, 0)),
                latest(bound(EVENT, LESS, 0)),
                List.of(VALUE),
                true);

        assertThatThrownBy(() -> open(join))
                .isInstanceOf(GodwitException.class)
                .hasMessageContaining("label id is Int(32, true), feature city is Utf8");
    }

    @Test
    void numbersOf64BitsWithoutASignCompareWithThoseThatHaveOne() {
        InMemoryTable counted = InMemoryTable.of(
                Field.nullable("number", new ArrowType.Int(64, false)),
                time("event_time"),
                Field.notNullable("value", new ArrowType.Int(64, true)));
        counted.row(5L, 10L, 1L);
        counted.row(-1L, 10L, 2L); // the greatest number without a sign
        labels.row("AMS", 25L, 5L);
        labels.row("AMS", 25L, -1L);
        FeatureJoin join = new FeatureJoin(
                "counted",
                InMemoryFeatureSource.of(counted),
                List.of(new KeyPair(2, 0)),
                new MatchCondition(
                        EVENT, OptionalInt.empty(), Direction.LATEST, List.of(bound(EVENT, LESS, 0)), List.of()),
                List.of(2),
                true);

        try (JoinStream stream = open(join)) {
            assertThat(ArrowRows.drain(stream).stream().map(row -> row.get(row.size() - 1)))
                    .containsExactly(1L, null);
        }
    }

    @Test
    void aConditionWithoutTheEventTimeIsRefused() {
        assertThatThrownBy(() -> open(left(latest(bound(INGESTED, LESS_OR_EQUAL, 0)))))
                .isInstanceOf(GodwitException.class)
                .hasMessageContaining("does not compare its event time event_time");
    }

    @Test
    void cancellationStopsTheStream() {
        labels.row("AMS", 25L, 1L);
        try (JoinStream stream = open(left(latest(bound(EVENT, LESS_OR_EQUAL, 0))))) {
            context.context().cancellation().cancel(new GodwitException(ErrorCode.CANCELLED, "The client went away"));
            assertThatThrownBy(stream::next).hasMessageContaining("The client went away");
        }
    }
}

package io.godwit.pitjoin;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.RandomJoins.Scenario;
import io.godwit.pitjoin.report.JoinReport;
import io.godwit.pitjoin.spec.FeatureJoin;
import io.godwit.pitjoin.spec.JoinLimits;
import io.godwit.pitjoin.spec.MatchCondition.Direction;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

class PointInTimeJoinOracleTest {
    private static final int SCENARIOS = 12_000;
    private static final int SPILLING_SCENARIOS = Integer.getInteger("godwit.test.spilling-scenarios", 3_000);
    private static final int SKEWED_SCENARIOS = Integer.getInteger("godwit.test.skewed-scenarios", 500);
    private static final int TIMELINE_SCENARIOS = Integer.getInteger("godwit.test.timeline-scenarios", 4_000);
    /** Costs of gathering under which every take is gathered, or none. */
    private static final double GATHER = -1_000;

    private static final double FETCH = 1_000;

    @Test
    void randomJoinsGiveWhatANestedLoopGives(TestReporter reporter) {
        long firstSeed = Long.getLong("godwit.test.seed", System.nanoTime());
        reporter.publishEntry("godwit.test.seed", Long.toString(firstSeed));
        for (long seed = firstSeed; seed < firstSeed + SCENARIOS; seed++) {
            Scenario scenario = RandomJoins.scenario(seed);
            List<List<Object>> expected =
                    new NestedLoopJoin(scenario.labels(), scenario.labelColumns(), scenario.features()).rows();
            assertThat(run(scenario, new Random(seed), JoinLimits.DEFAULT).rows())
                    .as("-Dgodwit.test.seed=%d", seed)
                    .isEqualTo(expected);
        }
    }

    /** The same again with labels that do not fit, their rows fetched window by window or gathered on disk. */
    @Test
    void randomJoinsThatSpillGiveTheSameRowsAndTheSameReport(TestReporter reporter) {
        long firstSeed = Long.getLong("godwit.test.seed", System.nanoTime());
        reporter.publishEntry("godwit.test.seed", Long.toString(firstSeed));
        int spilled = 0;
        for (long seed = firstSeed; seed < firstSeed + SPILLING_SCENARIOS; seed++) {
            Random random = new Random(seed);
            JoinLimits limits = limits(random, 8, 10, 4);
            Joined expected = run(RandomJoins.scenario(seed), new Random(seed), JoinLimits.DEFAULT);
            Joined actual = run(RandomJoins.scenario(seed), new Random(seed), limits);
            assertThat(actual.rows())
                    .as("-Dgodwit.test.seed=%d, %s", seed, limits)
                    .isEqualTo(expected.rows());
            assertSameReportOfSameRows(seed, limits, actual, expected);
            spilled += actual.report().spill().windows() > 0 ? 1 : 0;
        }
        assertThat(spilled).isGreaterThan(SPILLING_SCENARIOS / 2);
    }

    /** The labels of one key alone are many chunks: they are divided by time, of which nothing shows, whatever the condition. */
    @Test
    void randomJoinsOfWhichOneKeyHasMostRowsGiveTheSameRowsAndTheSameReport(TestReporter reporter) {
        long firstSeed = Long.getLong("godwit.test.seed", System.nanoTime());
        reporter.publishEntry("godwit.test.seed", Long.toString(firstSeed));
        Set<Direction> directions = EnumSet.noneOf(Direction.class);
        for (long seed = firstSeed; seed < firstSeed + SKEWED_SCENARIOS; seed++) {
            Random random = new Random(seed);
            JoinLimits limits = limits(random, 20, 100, 3);
            Scenario scenario = RandomJoins.skewedScenario(seed);
            Joined expected = run(RandomJoins.skewedScenario(seed), new Random(seed), JoinLimits.DEFAULT);
            Joined actual = run(scenario, new Random(seed), limits);
            assertThat(actual.rows())
                    .as("-Dgodwit.test.seed=%d, %s", seed, limits)
                    .isEqualTo(
                            new NestedLoopJoin(scenario.labels(), scenario.labelColumns(), scenario.features()).rows());
            assertSameReportOfSameRows(seed, limits, actual, expected);
            scenario.features().stream()
                    .map(feature -> feature.join().condition())
                    .filter(Objects::nonNull)
                    .forEach(condition -> directions.add(condition.direction()));
        }
        assertThat(directions).containsExactlyInAnyOrder(Direction.values());
    }

    /** The same again by sources that keep timelines: built by the first run, found by the second. */
    @Test
    void randomJoinsAnsweredFromATimelineGiveTheSameRowsAndTheSameReport(TestReporter reporter) {
        long firstSeed = Long.getLong("godwit.test.seed", System.nanoTime());
        reporter.publishEntry("godwit.test.seed", Long.toString(firstSeed));
        int answered = 0;
        for (long seed = firstSeed; seed < firstSeed + TIMELINE_SCENARIOS; seed++) {
            Joined expected = run(RandomJoins.scenario(seed), new Random(seed), JoinLimits.DEFAULT);
            Scenario scenario = RandomJoins.scenario(seed);
            List<InMemoryFeatureSource> sources = scenario.features().stream()
                    .map(feature -> (InMemoryFeatureSource) feature.join().source())
                    .toList();
            try (RootAllocator allocator = new RootAllocator()) {
                sources.forEach(source -> source.keepTimelines(allocator));
                for (int run = 0; run < 2; run++) {
                    Joined actual = run(scenario, new Random(seed), JoinLimits.DEFAULT);
                    assertThat(actual.rows()).as("-Dgodwit.test.seed=%d", seed).isEqualTo(expected.rows());
                    answered += assertSameReport(seed, actual.report(), expected.report());
                }
                sources.forEach(InMemoryFeatureSource::dropTimelines);
            }
        }
        assertThat(answered).isGreaterThan(TIMELINE_SCENARIOS / 10);
    }

    private static JoinLimits limits(Random random, int mostLabels, int mostOfWindow, int powersOfPartitions) {
        return new JoinLimits(
                1 + random.nextInt(mostLabels),
                1 + random.nextInt(mostOfWindow),
                1 << random.nextInt(powersOfPartitions),
                random.nextBoolean() ? GATHER : FETCH);
    }

    /** Reports are compared where either run read as many rows. */
    private static void assertSameReportOfSameRows(long seed, JoinLimits limits, Joined actual, Joined expected) {
        if (rowsRead(actual) == rowsRead(expected)) {
            assertThat(actual.report().features())
                    .as("-Dgodwit.test.seed=%d, %s", seed, limits)
                    .isEqualTo(expected.report().features());
        }
    }

    /** But for what a timeline tells of rows that were pruned. Says how many tables were answered from one. */
    private static int assertSameReport(long seed, JoinReport actual, JoinReport expected) {
        int answered = 0;
        for (int table = 0; table < expected.features().size(); table++) {
            JoinReport.Feature one = actual.features().get(table);
            JoinReport.Feature other = expected.features().get(table);
            assertThat(List.of(one.matchedLabels(), one.ambiguousMatches(), one.notYetKnown(), one.staleness()))
                    .as("-Dgodwit.test.seed=%d", seed)
                    .isEqualTo(List.of(
                            other.matchedLabels(), other.ambiguousMatches(), other.notYetKnown(), other.staleness()));
            assertThat(one.removedByKnownAt())
                    .as("-Dgodwit.test.seed=%d", seed)
                    .isGreaterThanOrEqualTo(other.removedByKnownAt());
            answered += one.timelineBytes() > 0 ? 1 : 0;
        }
        return answered;
    }

    /** Differs where the parts of the labels bound the features more closely than all labels together. */
    private static long rowsRead(Joined joined) {
        return joined.report().features().stream()
                .mapToLong(JoinReport.Feature::rowsRead)
                .sum();
    }

    private record Joined(List<List<Object>> rows, JoinReport report) {}

    private static Joined run(Scenario scenario, Random random, JoinLimits limits) {
        List<FeatureJoin> joins =
                scenario.features().stream().map(NestedLoopJoin.Feature::join).toList();
        try (TestContext context = new TestContext();
                JoinStream stream = PointInTimeJoin.open(
                        context.context(),
                        scenario.labels().stream(context.allocator(), 1 + random.nextInt(10)),
                        scenario.labelColumns(),
                        joins,
                        limits)) {
            return new Joined(ArrowRows.drain(stream), stream.report());
        }
    }
}

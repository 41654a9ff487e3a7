package io.godwit.pitjoin;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.RandomJoins.Scenario;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

class PointInTimeJoinOracleTest {
    private static final int SCENARIOS = 12_000;
    private static final int SPILLING_SCENARIOS = Integer.getInteger("godwit.test.spilling-scenarios", 3_000);

    @Test
    void randomJoinsGiveWhatANestedLoopGives(TestReporter reporter) {
        long firstSeed = Long.getLong("godwit.test.seed", System.nanoTime());
        reporter.publishEntry("godwit.test.seed", Long.toString(firstSeed));
        for (long seed = firstSeed; seed < firstSeed + SCENARIOS; seed++) {
            Scenario scenario = RandomJoins.scenario(seed);
            List<List<Object>> expected =
                    new NestedLoopJoin(scenario.labels(), scenario.labelColumns(), scenario.features()).rows();
            assertThat(join(scenario, new Random(seed)))
                    .as("-Dgodwit.test.seed=%d", seed)
                    .isEqualTo(expected);
        }
    }

    /** The same again with labels that do not fit, fetched window by window or gathered on disk. */
    @Test
    void randomJoinsThatSpillGiveWhatANestedLoopGives(TestReporter reporter) {
        long firstSeed = Long.getLong("godwit.test.seed", System.nanoTime());
        reporter.publishEntry("godwit.test.seed", Long.toString(firstSeed));
        for (long seed = firstSeed; seed < firstSeed + SPILLING_SCENARIOS; seed++) {
            Scenario scenario = RandomJoins.scenario(seed);
            List<List<Object>> expected =
                    new NestedLoopJoin(scenario.labels(), scenario.labelColumns(), scenario.features()).rows();
            Random random = new Random(seed);
            JoinLimits limits = new JoinLimits(
                    1 + random.nextInt(8),
                    1 + random.nextInt(10),
                    1 << random.nextInt(4),
                    random.nextBoolean() ? -1_000 : 1_000);
            assertThat(join(scenario, random, limits))
                    .as("-Dgodwit.test.seed=%d", seed)
                    .isEqualTo(expected);
        }
    }

    private static List<List<Object>> join(Scenario scenario, Random random) {
        return join(scenario, random, JoinLimits.DEFAULT);
    }

    private static List<List<Object>> join(Scenario scenario, Random random, JoinLimits limits) {
        List<FeatureJoin> joins =
                scenario.features().stream().map(NestedLoopJoin.Feature::join).toList();
        try (TestContext context = new TestContext();
                JoinStream stream = PointInTimeJoin.open(
                        context.context(),
                        scenario.labels().stream(context.allocator(), 1 + random.nextInt(10)),
                        scenario.labelColumns(),
                        joins,
                        limits)) {
            return ArrowRows.drain(stream);
        }
    }
}

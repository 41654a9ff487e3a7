package io.godwit.pitjoin;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.RandomJoins.Scenario;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

class PointInTimeJoinOracleTest {
    private static final int SCENARIOS = 12_000;

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

    private static List<List<Object>> join(Scenario scenario, Random random) {
        List<FeatureJoin> joins =
                scenario.features().stream().map(NestedLoopJoin.Feature::join).toList();
        try (TestContext context = new TestContext();
                JoinStream stream = PointInTimeJoin.open(
                        context.context(),
                        scenario.labels().stream(context.allocator(), 1 + random.nextInt(10)),
                        scenario.labelColumns(),
                        joins)) {
            return ArrowRows.drain(stream);
        }
    }
}

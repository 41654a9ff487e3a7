package io.godwit.pitjoin;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.RandomJoins.Scenario;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.FailingAllocations;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.spec.FeatureJoin;
import io.godwit.pitjoin.spec.JoinLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Whichever allocation fails, a join gives the right rows or says that memory ended, and holds nothing afterwards. */
class FailedAllocationsTest {
    private static final int SCENARIOS = Integer.getInteger("godwit.test.failing-scenarios", 600);
    private static final int FAILURES = 4;

    @TempDir
    Path directory;

    @Test
    void joinsInMemoryAndThoseThatSpill(TestReporter reporter) {
        run(reporter, false);
    }

    @Test
    void joinsAnsweredFromATimelineAndThoseThatBuildIt(TestReporter reporter) {
        run(reporter, true);
    }

    private void run(TestReporter reporter, boolean keepsTimelines) {
        long firstSeed = Long.getLong("godwit.test.seed", System.nanoTime());
        reporter.publishEntry("godwit.test.seed", Long.toString(firstSeed));
        int refused = 0;
        List<Throwable> failures = new ArrayList<>();
        for (long seed = firstSeed; seed < firstSeed + SCENARIOS; seed++) {
            Random random = new Random(seed);
            Scenario scenario = RandomJoins.scenario(seed);
            JoinLimits limits = keepsTimelines || random.nextBoolean() ? JoinLimits.DEFAULT : spilling(random);
            List<List<Object>> expected =
                    new NestedLoopJoin(scenario.labels(), scenario.labelColumns(), scenario.features()).rows();
            FailingAllocations none = FailingAllocations.none();
            List<List<Object>> all = new ArrayList<>();
            assertThat(join(scenario, limits, none, keepsTimelines, all)).isNull();
            for (int failure = 0; failure < FAILURES; failure++) {
                FailingAllocations failing =
                        new FailingAllocations(1 + random.nextLong(none.count() + 1), random.nextBoolean());
                List<List<Object>> rows = new ArrayList<>();
                String name = "-Dgodwit.test.seed=%d, %s".formatted(seed, failing);
                try {
                    GodwitException thrown = join(scenario, limits, failing, keepsTimelines, rows);
                    if (thrown == null) {
                        assertThat(rows).as(name).isEqualTo(expected);
                    } else {
                        assertThat(thrown.code()).as(name).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
                        refused++;
                    }
                } catch (RuntimeException e) {
                    e.addSuppressed(failing.failure());
                    failures.add(new AssertionError(name, e));
                }
                assertThat(directory).as(name).isEmptyDirectory();
            }
        }
        assertThat(failures).isEmpty();
        assertThat(refused).isGreaterThan(SCENARIOS);
    }

    private static JoinLimits spilling(Random random) {
        double gatherCost = random.nextBoolean() ? -1_000 : 1_000;
        return new JoinLimits(1 + random.nextInt(8), 1 + random.nextInt(10), 1 << random.nextInt(4), gatherCost);
    }

    /** Why the join was refused, or null when it gave all rows. */
    private GodwitException join(
            Scenario scenario,
            JoinLimits limits,
            FailingAllocations allocations,
            boolean keepsTimelines,
            List<List<Object>> rows) {
        List<FeatureJoin> joins =
                scenario.features().stream().map(NestedLoopJoin.Feature::join).toList();
        try (RootAllocator kept = new RootAllocator(allocations, Long.MAX_VALUE);
                TestContext context =
                        new TestContext(1L << 30, 2, directory.resolve("query"), Long.MAX_VALUE, allocations)) {
            if (keepsTimelines) {
                joins.forEach(join -> ((InMemoryFeatureSource) join.source()).keepTimelines(kept));
            }
            try (JoinStream stream = PointInTimeJoin.open(
                    context.context(),
                    scenario.labels().stream(context.allocator(), 3),
                    scenario.labelColumns(),
                    joins,
                    limits)) {
                rows.addAll(ArrowRows.drain(stream));
                return null;
            } catch (GodwitException e) {
                return e;
            } finally {
                joins.forEach(join -> ((InMemoryFeatureSource) join.source()).dropTimelines());
            }
        }
    }
}

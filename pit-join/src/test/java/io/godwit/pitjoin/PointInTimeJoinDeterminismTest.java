package io.godwit.pitjoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.spec.FeatureJoin;
import io.godwit.pitjoin.spec.FeatureJoin.KeyPair;
import io.godwit.pitjoin.spec.MatchCondition;
import io.godwit.pitjoin.spec.MatchCondition.Direction;
import io.godwit.pitjoin.spec.TimeBound;
import io.godwit.pitjoin.spec.TimeBound.Comparison;
import io.godwit.pitjoin.spec.TimeOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** What must not show in the result: batch sizes, file order, threads, memory, fetching or carrying. */
class PointInTimeJoinDeterminismTest {
    private static final int LABELS = 4_000;
    private static final int FEATURES = 8_000;
    private static final long LITTLE_MEMORY = 1_000_000;

    private final InMemoryTable labels = InMemoryTable.of(integer("k"), time("ts"), time("ts2"), integer("id"));
    private final List<List<Object>> features = new ArrayList<>();

    private static Field integer(String name) {
        return Field.nullable(name, new ArrowType.Int(64, true));
    }

    private static Field time(String name) {
        return Field.nullable(name, new ArrowType.Timestamp(TimeUnit.MICROSECOND, null));
    }

    /** Half of all rows are of one key; most times occur several times. */
    private void fill(Random random, int labelCount, int featureCount) {
        for (long label = 0; label < labelCount; label++) {
            labels.row(
                    random.nextInt(50) == 0 ? null : key(random),
                    random.nextInt(50) == 0 ? null : (long) random.nextInt(500),
                    (long) random.nextInt(500),
                    label);
        }
        for (int row = 0; row < featureCount; row++) {
            long event = random.nextInt(500);
            features.add(List.of(
                    key(random),
                    event,
                    event + random.nextInt(50),
                    (long) random.nextInt(4),
                    "note-" + random.nextInt(3),
                    (long) random.nextInt(2)));
        }
    }

    private static long key(Random random) {
        return random.nextBoolean() ? 0 : random.nextInt(300);
    }

    private List<List<Object>> join(Random random, long memoryBytes, boolean canFetch, int knownAtColumn) {
        return join(random, memoryBytes, canFetch, knownAtColumn, false, 1);
    }

    private List<List<Object>> join(
            Random random, long memoryBytes, boolean canFetch, int knownAtColumn, boolean fromTimeline, int tables) {
        InMemoryTable table = InMemoryTable.of(
                integer("k"),
                time("event_time"),
                time("ingestion_time"),
                integer("value"),
                Field.nullable("note", new ArrowType.Utf8()));
        List<List<Object>> shuffled = new ArrayList<>(features);
        Collections.shuffle(shuffled, random);
        List<Long> sequenceNumbers = new ArrayList<>();
        for (List<Object> row : shuffled) {
            table.rows().add(row.subList(0, 5));
            sequenceNumbers.add((Long) row.get(5));
        }
        MatchCondition condition = new MatchCondition(
                1,
                OptionalInt.of(2),
                Direction.LATEST,
                List.of(
                        new TimeBound(1, Comparison.LESS_OR_EQUAL, 1, TimeOffset.NONE, false),
                        new TimeBound(2, Comparison.LESS_OR_EQUAL, knownAtColumn, TimeOffset.NONE, false)),
                List.of());
        InMemoryFeatureSource source =
                new InMemoryFeatureSource(table, sequenceNumbers, canFetch, 1 + random.nextInt(5_000));
        FeatureJoin join =
                new FeatureJoin("features", source, List.of(new KeyPair(0, 0)), condition, List.of(3, 4), true);
        try (RootAllocator kept = new RootAllocator();
                TestContext context = new TestContext(memoryBytes, 1 + random.nextInt(4))) {
            if (fromTimeline) {
                source.keepTimelines(kept);
            }
            try (JoinStream stream = PointInTimeJoin.open(
                    context.context(),
                    labels.stream(
                            context.allocator(),
                            1 + random.nextInt(labels.rows().size())),
                    List.of(3),
                    Collections.nCopies(tables, join))) {
                List<List<Object>> rows = ArrowRows.drain(stream);
                assertThat(stream.report().features().get(0).timelineBytes() > 0)
                        .isEqualTo(fromTimeline);
                return rows;
            } finally {
                source.dropTimelines();
            }
        }
    }

    @RepeatedTest(2)
    void theSameRowsComeOutInTheSameOrderHoweverTheyComeIn(TestReporter reporter) {
        long seed = System.nanoTime();
        reporter.publishEntry("seed", Long.toString(seed));
        Random random = new Random(seed);
        fill(random, LABELS, FEATURES);
        for (int knownAtColumn : new int[] {1, 2}) {
            List<List<Object>> expected = join(random, 1L << 30, true, knownAtColumn);
            assertThat(expected).extracting(row -> row.get(0)).isEqualTo(ids());
            for (int run = 0; run < 4; run++) {
                long memoryBytes = run % 2 == 0 ? 1L << 30 : LITTLE_MEMORY;
                assertThat(join(random, memoryBytes, run % 3 != 0, knownAtColumn))
                        .as("seed %d, run %d", seed, run)
                        .isEqualTo(expected);
            }
        }
    }

    private static List<Object> ids() {
        return IntStream.range(0, LABELS).mapToObj(id -> (Object) (long) id).toList();
    }

    /** Only sources that can fetch, and have many rows, are matched by two threads. */
    @Test
    void aHelpingThreadChangesNothing(TestReporter reporter) {
        long seed = System.nanoTime();
        reporter.publishEntry("seed", Long.toString(seed));
        Random random = new Random(seed);
        fill(random, 400, 80_000);
        for (int knownAtColumn : new int[] {1, 2}) {
            assertThat(join(random, 1L << 30, true, knownAtColumn))
                    .as("seed %d", seed)
                    .isEqualTo(join(random, 1L << 30, false, knownAtColumn));
        }
    }

    /** So many labels are looked up by several threads. */
    @Test
    void aTimelineChangesNothingHoweverManyThreadsAskIt(TestReporter reporter) {
        long seed = System.nanoTime();
        reporter.publishEntry("seed", Long.toString(seed));
        Random random = new Random(seed);
        fill(random, 70_000, 1_000); // with more rows of one key and time it would be given up for a pass
        List<List<Object>> expected = join(random, 1L << 30, true, 1);
        for (int run = 0; run < 3; run++) {
            assertThat(join(random, 1L << 30, true, 1, true, 1))
                    .as("seed %d, run %d", seed, run)
                    .isEqualTo(expected);
        }
    }

    /** Few labels are looked up by one thread, in several timelines at once. */
    @Test
    void severalTimelinesGiveWhatEachOfThemGives(TestReporter reporter) {
        long seed = System.nanoTime();
        reporter.publishEntry("seed", Long.toString(seed));
        Random random = new Random(seed);
        fill(random, LABELS, 1_000);
        List<List<Object>> ofOne = join(random, 1L << 30, true, 1);
        for (int run = 0; run < 4; run++) {
            List<List<Object>> rows = join(random, 1L << 30, true, 1, true, 5);
            for (int table = 0; table < 5; table++) {
                int first = 1 + 2 * table;
                assertThat(rows)
                        .as("seed %d, run %d, table %d", seed, run, table)
                        .extracting(row -> Arrays.asList(row.get(0), row.get(first), row.get(first + 1)))
                        .isEqualTo(ofOne);
            }
        }
    }

    @Test
    void withTooLittleMemoryForAFewLabelsTheErrorSaysWhatIsMissing() {
        fill(new Random(1), LABELS, FEATURES);

        assertThatThrownBy(() -> join(new Random(1), 1_000, true, 1))
                .isInstanceOf(GodwitException.class)
                .hasMessageContaining("the labels of a point-in-time join")
                .extracting(thrown -> ((GodwitException) thrown).code())
                .isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    }
}

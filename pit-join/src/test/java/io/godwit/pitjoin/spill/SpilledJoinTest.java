package io.godwit.pitjoin.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.godwit.pitjoin.ArrowRows;
import io.godwit.pitjoin.InMemoryFeatureSource;
import io.godwit.pitjoin.InMemoryTable;
import io.godwit.pitjoin.JoinStream;
import io.godwit.pitjoin.PointInTimeJoin;
import io.godwit.pitjoin.TestContext;
import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.spec.FeatureJoin;
import io.godwit.pitjoin.spec.FeatureJoin.KeyPair;
import io.godwit.pitjoin.spec.FeatureSource;
import io.godwit.pitjoin.spec.JoinLimits;
import io.godwit.pitjoin.spec.LabelBounds;
import io.godwit.pitjoin.spec.MatchCondition;
import io.godwit.pitjoin.spec.MatchCondition.Direction;
import io.godwit.pitjoin.spec.TimeBound;
import io.godwit.pitjoin.spec.TimeBound.Comparison;
import io.godwit.pitjoin.spec.TimeOffset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A join whose labels do not fit: what it leaves behind, however it ends. */
class SpilledJoinTest {
    private static final int LABELS = 200;
    private static final int KEYS = 7;
    private static final JoinLimits FETCHED = new JoinLimits(40, 50, 4, 1_000);
    private static final JoinLimits GATHERED = new JoinLimits(40, 50, 4, -1_000);

    @TempDir
    private Path directory;

    /** Stops or watches the query after so many batches of labels, of features, and of fetched rows. */
    private interface Watch {
        void step(int steps);
    }

    private static Field integer(String name) {
        return Field.nullable(name, new ArrowType.Int(64, true));
    }

    private static Field time(String name) {
        return Field.nullable(name, new ArrowType.Timestamp(TimeUnit.MICROSECOND, null));
    }

    private static InMemoryTable labels() {
        InMemoryTable labels = InMemoryTable.of(integer("id"), integer("key"), time("ts"));
        LongStream.range(0, LABELS).forEach(id -> labels.row(id, id % KEYS, id));
        return labels;
    }

    /** One row per key and tenth instant, whose value says which. */
    private static InMemoryFeatureSource features(boolean canFetch) {
        InMemoryTable table =
                InMemoryTable.of(integer("key"), time("event_time"), Field.nullable("value", new ArrowType.Utf8()));
        for (long event = 0; event < LABELS; event += 10) {
            for (long key = 0; key < KEYS; key++) {
                table.row(key, event, key + "@" + event);
            }
        }
        List<Long> sequenceNumbers = table.rows().stream().map(row -> 1L).toList();
        return new InMemoryFeatureSource(table, sequenceNumbers, canFetch, 16);
    }

    private static List<List<Object>> expected() {
        return LongStream.range(0, LABELS)
                .mapToObj(id -> List.<Object>of(id, id % KEYS + "@" + id / 10 * 10))
                .toList();
    }

    private static List<List<Object>> join(ExecutionContext context, JoinLimits limits, boolean canFetch, Watch watch) {
        Watched watched = new Watched(watch);
        MatchCondition latest = new MatchCondition(
                1,
                OptionalInt.empty(),
                Direction.LATEST,
                List.of(new TimeBound(1, Comparison.LESS_OR_EQUAL, 2, TimeOffset.NONE, false)),
                List.of());
        FeatureJoin join = new FeatureJoin(
                "features", watched.source(features(canFetch)), List.of(new KeyPair(1, 0)), latest, List.of(2), true);
        BatchStream labels = watched.stream(labels().stream(context.allocator(), 16));
        try (JoinStream stream = PointInTimeJoin.open(context, labels, List.of(0), List.of(join), limits)) {
            return ArrowRows.drain(stream);
        }
    }

    private TestContext context(long spillBytes) {
        return new TestContext(1L << 30, 2, directory.resolve("query"), spillBytes);
    }

    @Test
    void rowsComeInLabelOrderWhetherFetchedOrGathered() {
        for (boolean canFetch : new boolean[] {true, false}) {
            for (JoinLimits limits : List.of(FETCHED, GATHERED)) {
                try (TestContext context = context(Long.MAX_VALUE)) {
                    assertThat(join(context.context(), limits, canFetch, steps -> {}))
                            .isEqualTo(expected());
                }
            }
        }
        assertThat(directory).isEmptyDirectory();
    }

    /** So a process that is killed leaves no rows on disk. */
    @Test
    void noFileHasANameWhileTheJoinRuns() {
        try (TestContext context = context(Long.MAX_VALUE)) {
            join(context.context(), GATHERED, false, steps -> {
                assertThat(namedFiles()).isEmpty();
            });
            assertThat(context.context().spill().heldBytes()).isZero();
        }
    }

    private List<Path> namedFiles() {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cancelledAtAnyPointItGivesEverythingBack(boolean canFetch) {
        GodwitException reason = new GodwitException(ErrorCode.CANCELLED, "Enough");
        int cancelledRuns = 0;
        for (int stop = 1; ; stop++) {
            int at = stop;
            try (TestContext context = context(Long.MAX_VALUE)) {
                Throwable thrown = catchThrowable(() -> join(context.context(), GATHERED, canFetch, steps -> {
                    if (steps == at) {
                        context.context().cancellation().cancel(reason);
                    }
                }));
                if (thrown == null) {
                    break;
                }
                assertThat(thrown).hasMessage("Enough").extracting("code").isEqualTo(ErrorCode.CANCELLED);
            }
            assertThat(directory).isEmptyDirectory();
            cancelledRuns++;
        }
        assertThat(cancelledRuns).isGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereverTheLimitIsReachedTheErrorSaysSoAndEverythingIsGivenBack(boolean canFetch) {
        int refusals = 0;
        for (long limit = 1_000; ; limit += 1_000) {
            try (TestContext context = context(limit)) {
                Throwable thrown = catchThrowable(() -> join(context.context(), GATHERED, canFetch, steps -> {}));
                if (thrown == null) {
                    break;
                }
                assertThat(thrown)
                        .hasMessageContaining("query.spill-bytes")
                        .extracting("code")
                        .isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
            }
            assertThat(directory).isEmptyDirectory();
            refusals++;
        }
        assertThat(refusals).isGreaterThan(10);
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        try (TestContext context = new TestContext(1L << 30, 2, file.resolve("query"), Long.MAX_VALUE)) {
            assertThatThrownBy(() -> join(context.context(), GATHERED, true, steps -> {}))
                    .isInstanceOf(GodwitException.class)
                    .hasMessageContaining("spill directory " + file.resolve("query"))
                    .extracting("code")
                    .isEqualTo(ErrorCode.UNAVAILABLE);
        }
    }

    @Test
    void theReportTellsWhatWasSpilled() {
        try (TestContext context = context(Long.MAX_VALUE)) {
            FeatureJoin join =
                    new FeatureJoin("features", features(true), List.of(new KeyPair(1, 0)), null, List.of(2), true);
            try (JoinStream stream = PointInTimeJoin.open(
                    context.context(), labels().stream(context.allocator(), 16), List.of(0), List.of(join), FETCHED)) {
                ArrowRows.drain(stream);

                assertThat(stream.report().labelsIn()).isEqualTo(LABELS);
                assertThat(stream.report().spill().partitions()).isEqualTo(4);
                assertThat(stream.report().spill().windows()).isEqualTo(4);
                assertThat(stream.report().spill().writtenBytes()).isPositive();
            }
        }
    }

    /** Counts every batch that a join asks for. */
    private static final class Watched {
        private final Watch watch;
        private int steps;

        Watched(Watch watch) {
            this.watch = watch;
        }

        BatchStream stream(BatchStream stream) {
            return new BatchStream() {
                @Override
                public Schema schema() {
                    return stream.schema();
                }

                @Override
                public VectorSchemaRoot next() {
                    watch.step(++steps);
                    return stream.next();
                }

                @Override
                public void close() {
                    stream.close();
                }
            };
        }

        FeatureSource source(FeatureSource source) {
            return new FeatureSource() {
                @Override
                public Schema schema() {
                    return source.schema();
                }

                @Override
                public BatchStream read(ExecutionContext context, List<Integer> columns, LabelBounds bounds) {
                    return stream(source.read(context, columns, bounds));
                }

                @Override
                public boolean canFetch() {
                    return source.canFetch();
                }

                @Override
                public BatchStream fetch(ExecutionContext context, long[] rowIds, List<Integer> columns) {
                    return stream(source.fetch(context, rowIds, columns));
                }
            };
        }
    }
}

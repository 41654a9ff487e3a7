package io.godwit.pitjoin.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.ArrowRows;
import io.godwit.pitjoin.InMemoryFeatureSource;
import io.godwit.pitjoin.InMemoryTable;
import io.godwit.pitjoin.JoinStream;
import io.godwit.pitjoin.PointInTimeJoin;
import io.godwit.pitjoin.TestContext;
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
import java.util.stream.LongStream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Batches that are put together ahead of who takes them. The rows are wider than their schema lets on, so that a window
 * has four batches, none of which is small beside the query's memory.
 */
class ChunkOutputTest {
    private static final int LABELS = 4_000;
    private static final int NOTES = 100;
    private static final String NOTE = "n".repeat(300);

    private static final long ONE_BATCH = 100L << 20;
    private static final long NO_BATCH = 16L << 20;

    private static Field integer(String name) {
        return Field.nullable(name, new ArrowType.Int(64, true));
    }

    private static Field time(String name) {
        return Field.nullable(name, new ArrowType.Timestamp(TimeUnit.MICROSECOND, null));
    }

    private static JoinStream open(TestContext context) {
        InMemoryTable labels =
                InMemoryTable.of(integer("id"), time("ts"), Field.nullable("note", new ArrowType.Utf8()));
        LongStream.range(0, LABELS).forEach(id -> labels.row(id, id, NOTE));
        InMemoryTable features = InMemoryTable.of(time("event_time"), integer("value"));
        LongStream.range(0, LABELS / 10).forEach(value -> features.row(value * 10, value));
        MatchCondition latest = new MatchCondition(
                0,
                OptionalInt.empty(),
                Direction.LATEST,
                List.of(new TimeBound(0, Comparison.LESS_OR_EQUAL, 1, TimeOffset.NONE, false)),
                List.of());
        FeatureJoin join = new FeatureJoin(
                "features", InMemoryFeatureSource.of(features), List.<KeyPair>of(), latest, List.of(1), true);
        List<Integer> columns = new ArrayList<>(List.of(0));
        columns.addAll(Collections.nCopies(NOTES, 2));
        return PointInTimeJoin.open(
                context.context(), labels.stream(context.allocator(), 1_000), columns, List.of(join));
    }

    /** Reads on to the end and says how many batches there were. */
    private static int requireAllRows(JoinStream stream) {
        long label = 0;
        int batches = 0;
        for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next(), batches++) {
            try (VectorSchemaRoot owned = batch) {
                for (int row = 0; row < owned.getRowCount(); row++, label++) {
                    assertThat(owned.getVector(0).getObject(row)).isEqualTo(label);
                    assertThat(owned.getVector(NOTES + 1).getObject(row)).isEqualTo(label / 10);
                }
            }
        }
        assertThat(label).isEqualTo(LABELS);
        return batches;
    }

    @Test
    void allBatchesComeInOrder() {
        try (TestContext context = new TestContext();
                JoinStream stream = open(context)) {
            assertThat(requireAllRows(stream)).isEqualTo(4);
        }
    }

    @Test
    void theOnesAheadMakeRoomForTheOneThatIsDue() {
        try (TestContext context = new TestContext()) {
            context.allocator().setLimit(ONE_BATCH);
            try (JoinStream stream = open(context)) {
                assertThat(requireAllRows(stream)).isEqualTo(4);
            }
        }
    }

    @Test
    void aBatchThatDoesNotFitIsRefusedAndLeavesNothing() {
        try (TestContext context = new TestContext()) {
            context.allocator().setLimit(NO_BATCH);
            try (JoinStream stream = open(context)) {
                assertThatThrownBy(() -> requireAllRows(stream))
                        .isInstanceOfSatisfying(
                                GodwitException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED))
                        .hasMessageContaining("raise query.memory-bytes");
            }
        }
    }

    @Test
    void whoStopsAfterTheFirstLeavesNothing() {
        try (TestContext context = new TestContext();
                JoinStream stream = open(context);
                VectorSchemaRoot first = stream.next()) {
            assertThat(first.getRowCount()).isPositive();
        }
    }

    /** So many rows, each somewhere else, are gathered row by row; what cannot be lies beside them. */
    @Test
    void rowsFromAllOverTheTableComeWhole() {
        int rows = 70_000;
        InMemoryTable features = InMemoryTable.of(
                time("event_time"),
                integer("value"),
                Field.nullable("note", new ArrowType.Utf8()),
                Field.nullable("small", new ArrowType.Int(32, true)),
                Field.nullable("flag", new ArrowType.Bool()));
        LongStream.range(0, rows).forEach(row -> features.row(row, -row, "n" + row, small(row), row % 3 == 0));
        List<Long> times = new ArrayList<>();
        LongStream.range(-100, rows).forEach(times::add);
        Collections.shuffle(times, new Random(5));
        InMemoryTable labels = InMemoryTable.of(time("ts"));
        times.forEach(labels::row);
        FeatureJoin join = new FeatureJoin(
                "features",
                InMemoryFeatureSource.of(features),
                List.<KeyPair>of(),
                new MatchCondition(
                        0,
                        OptionalInt.empty(),
                        Direction.LATEST,
                        List.of(new TimeBound(0, Comparison.LESS_OR_EQUAL, 0, TimeOffset.NONE, false)),
                        List.of()),
                List.of(1, 2, 3, 4, 0),
                true);
        try (TestContext context = new TestContext();
                JoinStream stream = PointInTimeJoin.open(
                        context.context(), labels.stream(context.allocator(), 9_000), List.of(0), List.of(join))) {
            List<List<Object>> expected = times.stream()
                    .map(at -> at < 0
                            ? Arrays.<Object>asList(at, null, null, null, null, null)
                            : Arrays.<Object>asList(at, -at, "n" + at, small(at), at % 3 == 0, at))
                    .toList();
            assertThat(ArrowRows.drain(stream)).isEqualTo(expected);
        }
    }

    private static @Nullable Long small(long row) {
        return row % 5 == 0 ? null : row % 1_000;
    }
}

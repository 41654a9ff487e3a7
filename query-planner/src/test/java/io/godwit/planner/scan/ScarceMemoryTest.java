package io.godwit.planner.scan;

import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.ArrowTable;
import io.godwit.pitjoin.JoinStream;
import io.godwit.pitjoin.PointInTimeJoin;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.FailingAllocations;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.spec.FeatureJoin;
import io.godwit.pitjoin.spec.FeatureJoin.KeyPair;
import io.godwit.pitjoin.spec.MatchCondition;
import io.godwit.pitjoin.spec.TimeBound;
import io.godwit.pitjoin.spec.TimeOffset;
import io.godwit.planner.scan.file.ScanMetrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** A join of two tables with less and less memory gives all rows or says that it cannot, and leaves nothing either way. */
class ScarceMemoryTest {
    private static final int VALUES = 6;
    private static final int FILES = 4;
    private static final int ROWS = 120_000;
    private static final int LABELS = 40_000;
    private static final long MB = 1L << 20;
    private static final long UNLIMITED = 1L << 40;

    @TempDir
    Path directory;

    private final RootAllocator frames = new RootAllocator();
    private TestLake lake;
    private Path spill;

    @BeforeEach
    void open() {
        lake = new TestLake(directory.resolve("lake"));
        spill = directory.resolve("spill");
        for (String name : List.of("first", "second")) {
            Schema schema = schema();
            Table table = lake.create(name, schema);
            Random random = new Random(name.hashCode());
            for (int file = 0; file < FILES; file++) {
                TestLake.append(table, rows(schema, random));
            }
        }
    }

    @AfterEach
    void close() {
        lake.close();
        frames.close();
    }

    private static Schema schema() {
        List<NestedField> fields = new ArrayList<>(
                List.of(required(1, "key", Types.LongType.get()), required(2, "at", Types.LongType.get())));
        for (int value = 0; value < VALUES; value++) {
            fields.add(required(3 + value, "value" + value, Types.DoubleType.get()));
        }
        return new Schema(fields);
    }

    private static List<Record> rows(Schema schema, Random random) {
        List<Record> rows = new ArrayList<>();
        for (int row = 0; row < ROWS / FILES; row++) {
            Object[] values = new Object[2 + VALUES];
            values[0] = (long) random.nextInt(2_000);
            values[1] = (long) random.nextInt(1_000_000);
            for (int value = 2; value < values.length; value++) {
                values[value] = random.nextDouble();
            }
            rows.add(TestLake.row(schema, values));
        }
        return rows;
    }

    /** Rows and what was spilled, or else why there are none. */
    private record Outcome(
            @Nullable Rows rows,
            long spilledBytes,
            @Nullable GodwitException refusal) {}

    private Outcome join(long memoryBytes, AllocationListener allocations) {
        try (QueryScope scope = new QueryScope(memoryBytes, memoryBytes, spill, allocations);
                BigIntVector keys = new BigIntVector("key", frames);
                BigIntVector times = new BigIntVector("at", frames)) {
            Random random = new Random(7);
            for (int label = 0; label < LABELS; label++) {
                keys.setSafe(label, random.nextInt(2_100));
                times.setSafe(label, random.nextInt(1_000_000));
            }
            keys.setValueCount(LABELS);
            times.setValueCount(LABELS);
            VectorSchemaRoot labels = new VectorSchemaRoot(List.<FieldVector>of(keys, times));
            labels.setRowCount(LABELS);
            JoinStream stream = PointInTimeJoin.open(
                    scope.context(),
                    new ArrowTable(labels.getSchema(), List.of(labels)).stream(),
                    List.of(0, 1),
                    List.of(feature("first"), feature("second")));
            try {
                return new Outcome(Rows.of(stream), stream.report().spill().writtenBytes(), null);
            } catch (GodwitException e) {
                return new Outcome(null, 0, e);
            }
        }
    }

    private FeatureJoin feature(String name) {
        TimeBound notAfter = new TimeBound(1, TimeBound.Comparison.LESS_OR_EQUAL, 1, TimeOffset.NONE, false);
        MatchCondition latest = new MatchCondition(
                1, OptionalInt.empty(), MatchCondition.Direction.LATEST, List.of(notAfter), List.of());
        List<Integer> values = IntStream.range(2, 2 + VALUES).boxed().toList();
        return new FeatureJoin(
                name,
                TableScan.of(lake.pin(name)).features(new ScanMetrics()),
                List.of(new KeyPair(0, 0)),
                latest,
                values,
                true);
    }

    private void assertExactOrRefused(String name, Outcome outcome, @Nullable Rows expected) {
        if (outcome.refusal() == null) {
            assertThat(outcome.rows()).as(name).isEqualTo(expected);
        } else {
            assertThat(outcome.refusal().code()).as(name).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
        }
        assertThat(spill)
                .as(name)
                .satisfiesAnyOf(
                        path -> assertThat(path).doesNotExist(),
                        path -> assertThat(path).isEmptyDirectory());
    }

    @Test
    void joinSpillsRatherThanIsRefused() {
        Rows expected = join(UNLIMITED, AllocationListener.NOOP).rows();
        boolean anySpilled = false;
        for (long megabytes : new long[] {64, 32, 24, 16, 12, 8, 6, 4, 3, 2, 1}) {
            Outcome outcome = join(megabytes * MB, AllocationListener.NOOP);
            assertExactOrRefused(megabytes + " MB", outcome, expected);
            anySpilled |= outcome.spilledBytes() > 0;
            if (megabytes >= 12) {
                assertThat(outcome.refusal()).as("%d MB", megabytes).isNull();
            }
        }
        assertThat(anySpilled).isTrue();
    }

    @Test
    void whicheverAllocationFailsNothingIsLeft(TestReporter reporter) {
        long seed = Long.getLong("godwit.test.seed", System.nanoTime());
        reporter.publishEntry("godwit.test.seed", Long.toString(seed));
        Random random = new Random(seed);
        for (long memory : new long[] {UNLIMITED, 16 * MB}) {
            FailingAllocations none = FailingAllocations.none();
            Rows expected = join(memory, none).rows();
            for (int failure = 0; failure < 12; failure++) {
                FailingAllocations failing =
                        new FailingAllocations(1 + random.nextLong(none.count()), random.nextBoolean());
                String name = "-Dgodwit.test.seed=%d, %s".formatted(seed, failing);
                assertExactOrRefused(name, join(memory, failing), expected);
            }
        }
    }
}

package io.godwit.planner.scan;

import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.ArrowTable;
import io.godwit.pitjoin.JoinStream;
import io.godwit.pitjoin.PointInTimeJoin;
import io.godwit.pitjoin.report.JoinReport;
import io.godwit.pitjoin.spec.FeatureJoin;
import io.godwit.pitjoin.spec.FeatureJoin.KeyPair;
import io.godwit.pitjoin.spec.MatchCondition;
import io.godwit.pitjoin.spec.TimeBound;
import io.godwit.pitjoin.spec.TimeOffset;
import io.godwit.planner.scan.cache.ColumnCache;
import io.godwit.planner.scan.file.ScanMetrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Joins that ask a snapshot for the same again are answered from a timeline, which is memory the cache gives back. */
class CachedTimelinesTest {
    private static final Schema SCHEMA = new Schema(
            required(1, "key", Types.LongType.get()),
            required(2, "at", Types.LongType.get()),
            required(3, "value", Types.StringType.get()));
    private static final int ROWS = 3_000;

    @TempDir
    Path directory;

    private final QueryScope scope = new QueryScope();
    private final ColumnCache cache = new ColumnCache(scope.allocator().getRoot(), 64 << 20);
    private TestLake lake;
    private Table table;
    private DataFile file;

    @BeforeEach
    void open() {
        lake = new TestLake(directory);
        table = lake.create("f", SCHEMA, PartitionSpec.unpartitioned(), 3);
        List<Record> rows = new ArrayList<>();
        for (long row = 0; row < ROWS; row++) {
            rows.add(TestLake.row(SCHEMA, row % 7, (row * 7_919) % ROWS, "v" + row));
        }
        file = TestLake.append(table, rows);
    }

    @AfterEach
    void close() {
        lake.close();
        cache.close();
        assertThat(cache.heldBytes()).isZero();
        scope.close();
    }

    private TableScan scan() {
        return TableScan.of(lake.pin("f")).readBy(new FormatReaders(cache));
    }

    private record Joined(Rows rows, JoinReport.Feature report) {}

    /** Every tenth time of each key, and a key nobody has. */
    private Joined join(TableScan scan) {
        BigIntVector keys = new BigIntVector("key", scope.allocator());
        BigIntVector times = new BigIntVector("at", scope.allocator());
        int labels = 8 * ROWS / 10;
        for (int label = 0; label < labels; label++) {
            keys.setSafe(label, label % 8);
            times.setSafe(label, label / 8 * 10L - 5);
        }
        try (VectorSchemaRoot root = new VectorSchemaRoot(List.<FieldVector>of(keys, times))) {
            root.setRowCount(labels);
            ArrowTable table = new ArrowTable(root.getSchema(), List.of(root));
            TimeBound notAfter = new TimeBound(1, TimeBound.Comparison.LESS_OR_EQUAL, 1, TimeOffset.NONE, false);
            MatchCondition latest = new MatchCondition(
                    1, OptionalInt.empty(), MatchCondition.Direction.LATEST, List.of(notAfter), List.of());
            FeatureJoin join = new FeatureJoin(
                    "f", scan.features(new ScanMetrics()), List.of(new KeyPair(0, 0)), latest, List.of(2), true);
            JoinStream stream = PointInTimeJoin.open(scope.context(), table.stream(), List.of(0, 1), List.of(join));
            return new Joined(Rows.of(stream), stream.report().features().get(0));
        }
    }

    @Test
    void theSecondJoinBuildsATimelineAndLaterOnesAreAnsweredFromIt() {
        Joined first = join(scan());
        Joined second = join(scan());
        Joined third = join(scan());

        assertThat(first.report().timelineBytes()).isZero();
        assertThat(first.report().rowsRead()).isPositive();
        assertThat(second.report().timelineBytes()).isGreaterThan(ROWS * 12L);
        assertThat(third.report().timelineBytes()).isEqualTo(second.report().timelineBytes());
        assertThat(third.report().rowsRead()).isZero();
        assertThat(second.rows()).isEqualTo(first.rows());
        assertThat(third.rows()).isEqualTo(first.rows());
    }

    @Test
    void deletedRowsAreNotInTheTimelineOfTheSnapshotThatDeletesThem() {
        join(scan());
        Joined before = join(scan());
        TestLake.deleteByVector(table, file, 1, 2, 500, 501, 2_999);

        Joined pass = join(scan());
        Joined timeline = join(scan());

        assertThat(pass.report().timelineBytes()).isZero();
        assertThat(timeline.report().timelineBytes()).isPositive();
        assertThat(timeline.rows()).isEqualTo(pass.rows()).isNotEqualTo(before.rows());
    }

    @Test
    void filteredRowsAndUncachedReadersHaveNone() {
        TableScan filtered = scan().filter(Expressions.notEqual("value", "v4"));
        TableScan uncached = scan().readBy(new FormatReaders(null));
        for (int run = 0; run < 3; run++) {
            assertThat(join(filtered).report().timelineBytes()).isZero();
            assertThat(join(uncached).report().timelineBytes()).isZero();
        }
    }

    @Test
    void aTimelineGivenUpIsFreedAndTheNextJoinReadsTheRows() {
        join(scan());
        Joined known = join(scan());
        assertThat(cache.heldBytes()).isPositive();

        cache.clear();

        assertThat(cache.heldBytes()).isZero();
        Joined again = join(scan());
        assertThat(again.rows()).isEqualTo(known.rows());
        assertThat(again.report().rowsRead()).isPositive();
    }
}

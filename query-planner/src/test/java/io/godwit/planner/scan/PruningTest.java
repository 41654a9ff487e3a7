package io.godwit.planner.scan;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.scan.file.ScanMetrics;
import io.godwit.planner.scan.file.ScanMetrics.Counter;
import io.godwit.planner.scan.plan.FilePlan;
import io.godwit.planner.scan.plan.PruningFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruningTest {
    private static final Schema SCHEMA = new Schema(
            required(1, "id", Types.LongType.get()),
            optional(2, "day", Types.DateType.get()),
            optional(3, "price", Types.DoubleType.get()));

    private static final List<Expression.Operation> COMPARISONS = List.of(
            Expression.Operation.EQ,
            Expression.Operation.LT,
            Expression.Operation.LT_EQ,
            Expression.Operation.GT,
            Expression.Operation.GT_EQ);

    @TempDir
    Path directory;

    private final QueryScope scope = new QueryScope();
    private final ScanMetrics metrics = new ScanMetrics();
    private TestLake lake;

    @BeforeEach
    void open() {
        lake = new TestLake(directory);
    }

    @AfterEach
    void close() {
        lake.close();
        scope.close();
    }

    private Rows read(TableScan scan) {
        return Rows.of(scan.open(scope.context(), metrics));
    }

    private Rows read(Expression filter, ScanMetrics counted) {
        return Rows.of(TableScan.of(lake.pin("t")).filter(filter).open(scope.context(), counted));
    }

    private Rows read(Expression filter) {
        return read(TableScan.of(lake.pin("t")).filter(filter));
    }

    private void fiveDays() {
        PartitionSpec spec = PartitionSpec.builderFor(SCHEMA).identity("day").build();
        Table table = lake.create("t", SCHEMA, spec, 2);
        for (int day = 0; day < 5; day++) {
            PartitionData partition = new PartitionData(spec.partitionType());
            partition.set(0, 20_000 + day);
            TestLake.append(
                    table,
                    FileFormat.PARQUET,
                    partition,
                    List.of(
                            TestLake.row(SCHEMA, 10L * day, LocalDate.ofEpochDay(20_000 + day), 1.0 * day),
                            TestLake.row(SCHEMA, 10L * day + 1, LocalDate.ofEpochDay(20_000 + day), null)));
        }
    }

    @Test
    void partitionsAreLeftOutManifestByManifest() {
        fiveDays();

        Rows rows = read(Expressions.equal("day", 20_003));

        assertThat(rows.column(0)).containsExactly(30L, 31L);
        assertThat(metrics.count(Counter.MANIFESTS_READ)).isEqualTo(1);
        assertThat(metrics.count(Counter.MANIFESTS_SKIPPED)).isEqualTo(4);
        assertThat(metrics.count(Counter.DATA_FILES_READ)).isEqualTo(1);
    }

    @Test
    void columnBoundsLeaveFilesOut() {
        fiveDays();

        Rows rows = read(Expressions.greaterThan("id", 30L));

        assertThat(rows.column(0)).containsExactly(31L, 40L, 41L);
        assertThat(metrics.count(Counter.DATA_FILES_SKIPPED)).isEqualTo(3);
        assertThat(metrics.count(Counter.DATA_FILES_READ)).isEqualTo(2);
        assertThat(metrics.count(Counter.ROWS_FILTERED)).isEqualTo(1);
    }

    @Test
    void columnBoundsLeaveFilesOutForSetsOfAnySize() {
        fiveDays();
        List<Long> ids = new ArrayList<>(List.of(31L, -7L));
        for (long id = 100; id < 1_000; id++) {
            ids.add(id);
        }

        Rows rows = read(Expressions.in("id", ids));

        assertThat(rows.column(0)).containsExactly(31L);
        assertThat(metrics.count(Counter.DATA_FILES_READ)).isEqualTo(1);
    }

    @Test
    void anotherLiteralReadsNoManifest() {
        fiveDays();
        read(Expressions.equal("id", 30L));
        assertThat(metrics.count(Counter.MANIFESTS_READ)).isEqualTo(5);

        ScanMetrics again = new ScanMetrics();
        assertThat(read(Expressions.equal("id", 11L), again).column(0)).containsExactly(11L);

        assertThat(again.count(Counter.MANIFESTS_READ)).isZero();
        assertThat(again.count(Counter.MANIFESTS_SKIPPED)).isZero();
        assertThat(again.count(Counter.DATA_FILES_PLANNED)).isEqualTo(1);
        assertThat(again.count(Counter.DATA_FILES_SKIPPED)).isEqualTo(4);
    }

    @Test
    void manifestsLeftOutAtFirstAreReadOnceForTheLiteralsThatFollow() {
        fiveDays();
        read(Expressions.equal("day", 20_003));
        ScanMetrics second = new ScanMetrics();
        read(Expressions.equal("day", 20_001), second);
        ScanMetrics third = new ScanMetrics();
        Rows rows = read(Expressions.equal("day", 20_002), third);

        assertThat(rows.column(0)).containsExactly(20L, 21L);
        assertThat(metrics.count(Counter.MANIFESTS_READ)).isEqualTo(1);
        assertThat(second.count(Counter.MANIFESTS_READ)).isEqualTo(5);
        assertThat(third.count(Counter.MANIFESTS_READ)).isZero();
        assertThat(third.count(Counter.DATA_FILES_READ)).isEqualTo(1);
    }

    @Test
    void anotherSnapshotIsReadAnew() {
        Table table = lake.create("t", SCHEMA);
        TestLake.append(table, TestLake.ids(SCHEMA, 0, 10));
        read(Expressions.equal("id", 3L));
        TestLake.append(table, TestLake.ids(SCHEMA, 5, 20));

        ScanMetrics after = new ScanMetrics();
        assertThat(read(Expressions.equal("id", 7L), after).column(0)).containsExactly(7L, 7L);
        assertThat(after.count(Counter.MANIFESTS_READ)).isEqualTo(2);
    }

    @Test
    void anotherLiteralReadsNoNeedlessEqualityDeletes() {
        Table table = lake.create("t", SCHEMA);
        TestLake.append(table, TestLake.ids(SCHEMA, 0, 100));
        Schema key = SCHEMA.select("id");
        TestLake.deleteKeys(table, key, null, List.of(TestLake.row(key, 10L)));
        TestLake.deleteKeys(table, key, null, List.of(TestLake.row(key, 20L)));
        read(Expressions.equal("id", 1L));

        ScanMetrics again = new ScanMetrics();
        assertThat(read(Expressions.equal("id", 20L), again).column(0)).isEmpty();

        assertThat(again.count(Counter.MANIFESTS_READ)).isZero();
        assertThat(again.count(Counter.DELETE_FILES_READ)).isEqualTo(1);
    }

    /** Iceberg's own planning, which reads the manifests each time, says which files there should be. */
    @Test
    void whatIsKeptOfManifestsLeavesTheSameFilesAsTheyWould() throws IOException {
        fiveDays();
        PinnedTable table = lake.pin("t");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            Expression filter =
                    Expressions.and(condition(random), Expressions.or(condition(random), condition(random)));
            ScanMetrics planned = new ScanMetrics();
            List<String> files = FilePlan.files(scope.context(), table, filter, planned).stream()
                    .map(task -> task.file().location())
                    .toList();
            Expression pruning = PruningFilter.widen(filter, table.schema(), table.schema(), Set.of());
            List<String> expected = new ArrayList<>();
            try (CloseableIterable<FileScanTask> tasks =
                    table.table().newScan().filter(pruning).planFiles()) {
                tasks.forEach(task -> expected.add(task.file().location()));
            }
            assertThat(files).as("seed %d: %s", seed, filter).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static Expression condition(Random random) {
        Expression.Operation operation = COMPARISONS.get(random.nextInt(COMPARISONS.size()));
        Expression condition = switch (random.nextInt(3)) {
            case 0 -> Expressions.predicate(operation, "id", (long) random.nextInt(45));
            case 1 -> Expressions.predicate(operation, "day", 19_999 + random.nextInt(7));
            default -> Expressions.predicate(operation, "price", random.nextInt(10) / 2.0);
        };
        return random.nextBoolean() ? condition : Expressions.not(condition);
    }

    @Test
    void filesKnownToHoldNoNaNAreLeftOutForGreaterThan() {
        fiveDays();

        assertThat(read(Expressions.greaterThan("price", 3.5)).column(0)).containsExactly(40L);
        assertThat(metrics.count(Counter.DATA_FILES_READ)).isEqualTo(1);
    }

    @Test
    void rowGroupsAreLeftOutByTheirStatistics() {
        Table table = lake.create(
                "t",
                SCHEMA,
                PartitionSpec.unpartitioned(),
                Map.of(
                        "format-version", "2",
                        "write.parquet.row-group-size-bytes", "1024",
                        "write.parquet.row-group-check-min-record-count", "100",
                        "write.parquet.row-group-check-max-record-count", "100"));
        List<Record> rows = new ArrayList<>();
        for (long id = 0; id < 2000; id++) {
            rows.add(TestLake.row(SCHEMA, id, null, id / 2.0));
        }
        TestLake.append(table, rows);

        assertThat(read(Expressions.greaterThan("id", 1990L)).values()).hasSize(9);
        long skippedById = metrics.count(Counter.ROW_GROUPS_SKIPPED);
        assertThat(skippedById).isPositive();
        assertThat(read(Expressions.greaterThan("price", 995.0)).values()).hasSize(9);
        assertThat(metrics.count(Counter.ROW_GROUPS_SKIPPED)).isEqualTo(2 * skippedById);
    }

    @Test
    void limitStopsAfterTheFilesItNeeds() {
        fiveDays();

        Rows rows = read(TableScan.of(lake.pin("t")).limit(3));

        assertThat(rows.column(0)).containsExactly(0L, 1L, 10L);
        assertThat(metrics.count(Counter.DATA_FILES_READ)).isLessThan(5);
    }

    @Test
    void filterIsAppliedBeforeTheLimit() {
        fiveDays();

        assertThat(read(TableScan.of(lake.pin("t"))
                                .filter(Expressions.isNull("price"))
                                .limit(2))
                        .column(0))
                .containsExactly(1L, 11L);
    }
}

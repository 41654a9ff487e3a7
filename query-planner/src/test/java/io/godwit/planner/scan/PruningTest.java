package io.godwit.planner.scan;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.scan.ScanMetrics.Counter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
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

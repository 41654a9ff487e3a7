package io.godwit.planner.scan;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.spec.FeatureSource;
import io.godwit.pitjoin.spec.LabelBounds;
import io.godwit.pitjoin.spec.LabelBounds.ColumnBounds;
import io.godwit.planner.scan.file.ScanMetrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
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

class FeatureRowsTest {
    private static final Schema SCHEMA = new Schema(
            required(1, "key", Types.LongType.get()),
            optional(2, "at", Types.TimestampType.withZone()),
            optional(3, "value", Types.StringType.get()));

    @TempDir
    Path directory;

    private final QueryScope scope = new QueryScope();
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

    private static List<Record> rows(long start, long end) {
        List<Record> rows = new ArrayList<>();
        for (long i = start; i < end; i++) {
            var at = java.time.OffsetDateTime.parse("2026-01-01T00:00:00Z").plusMinutes(i);
            rows.add(TestLake.row(SCHEMA, i % 3, at, "v" + i));
        }
        return rows;
    }

    private static long micros(long minute) {
        return java.time.Instant.parse("2026-01-01T00:00:00Z").getEpochSecond() * 1_000_000 + minute * 60_000_000;
    }

    @Test
    void rowIdsAreDenseAscendAndLeadBackToTheirRows() {
        Table table = lake.create("f", SCHEMA);
        for (int i = 0; i < 5; i++) {
            TestLake.append(table, rows(10 * i, 10 * i + 10));
        }
        FeatureSource features = TableScan.of(lake.pin("f")).features(new ScanMetrics());

        Rows read = Rows.of(features.read(scope.context(), List.of(0, 1), LabelBounds.NONE));

        assertThat(read.schema().getFields())
                .extracting(field -> field.getName())
                .containsExactly("key", "at", "$sequence_number", "$row_id");
        assertThat(read.column(3))
                .isEqualTo(java.util.stream.LongStream.range(0, 50).boxed().toList());
        assertThat(read.column(2).get(0)).isEqualTo(1L);
        assertThat(read.column(2).get(49)).isEqualTo(5L);

        long[] wanted = {0, 9, 10, 37, 49};
        Rows fetched = Rows.of(features.fetch(scope.context(), wanted, List.of(2)));
        assertThat(fetched.column(0)).containsExactly("v0", "v9", "v10", "v37", "v49");
    }

    @Test
    void boundsLeaveFilesOutAndKeepIds() {
        Table table = lake.create("f", SCHEMA);
        for (int i = 0; i < 5; i++) {
            TestLake.append(table, rows(10 * i, 10 * i + 10));
        }
        ScanMetrics metrics = new ScanMetrics();
        FeatureSource features = TableScan.of(lake.pin("f")).features(metrics);
        LabelBounds bounds = new LabelBounds(List.of(new ColumnBounds(1, micros(22), micros(25), null, false)));

        Rows read = Rows.of(features.read(scope.context(), List.of(0, 1), bounds));

        assertThat(read.column(3)).contains(22L, 23L, 24L, 25L).allMatch(id -> (Long) id >= 20 && (Long) id < 30);
        assertThat(metrics.count(ScanMetrics.Counter.DATA_FILES_READ)).isEqualTo(1);
    }

    @Test
    void labelsThatMatchNothingReadNothing() {
        Table table = lake.create("f", SCHEMA);
        TestLake.append(table, rows(0, 10));
        ScanMetrics metrics = new ScanMetrics();
        FeatureSource features = TableScan.of(lake.pin("f")).features(metrics);

        assertThat(Rows.of(features.read(scope.context(), List.of(0), LabelBounds.NOTHING))
                        .values())
                .isEmpty();
        assertThat(metrics.count(ScanMetrics.Counter.DATA_FILES_READ)).isZero();
    }

    @Test
    void deletedAndFilteredRowsKeepTheirIds() {
        Table table = lake.create("f", SCHEMA, PartitionSpec.unpartitioned(), 3);
        DataFile file = TestLake.append(table, rows(0, 6));
        TestLake.deleteByVector(table, file, 1, 2);
        FeatureSource features = TableScan.of(lake.pin("f"))
                .filter(Expressions.notEqual("value", "v4"))
                .features(new ScanMetrics());

        Rows read = Rows.of(features.read(scope.context(), List.of(2), LabelBounds.NONE));

        assertThat(read.column(0)).containsExactly("v0", "v3", "v5");
        assertThat(read.column(2)).containsExactly(0L, 3L, 5L);
    }

    @Test
    void updatedRowsOfVersionThreeCarryTheSequenceNumberOfTheirLastUpdate() {
        Table table = lake.create("f", SCHEMA, PartitionSpec.unpartitioned(), 3);
        TestLake.append(table, rows(0, 2));
        TestLake.append(table, rows(2, 4));

        Rows rows = Rows.of(TableScan.of(lake.pin("f"))
                .select(List.of("value", "_row_id", "_last_updated_sequence_number", "_pos"))
                .open(scope.context()));

        assertThat(rows.column(1)).containsExactly(0L, 1L, 2L, 3L);
        assertThat(rows.column(2)).containsExactly(1L, 1L, 2L, 2L);
        assertThat(rows.column(3)).containsExactly(0L, 1L, 0L, 1L);
    }

    @Test
    void compactedRowsKeepIdsAndSequenceNumbersTheFileStores() {
        Table table = lake.create("f", SCHEMA, PartitionSpec.unpartitioned(), 3);
        DataFile first = TestLake.append(table, rows(0, 2));
        DataFile second = TestLake.append(table, rows(2, 4));
        Schema withLineage = org.apache.iceberg.MetadataColumns.schemaWithRowLineage(SCHEMA);
        List<Record> compacted = new ArrayList<>();
        for (Record row : rows(0, 4)) {
            long number = compacted.size();
            compacted.add(TestLake.row(
                    withLineage, row.get(0), row.get(1), row.get(2), number == 3 ? null : number, number / 2 + 1));
        }
        DataFile file = TestLake.write(table, FileFormat.PARQUET, null, compacted);
        table.newRewrite()
                .rewriteFiles(java.util.Set.of(first, second), java.util.Set.of(file))
                .commit();

        Rows rows = Rows.of(TableScan.of(lake.pin("f"))
                .select(List.of("value", "_row_id", "_last_updated_sequence_number"))
                .open(scope.context()));

        assertThat(rows.column(0)).containsExactly("v0", "v1", "v2", "v3");
        assertThat(rows.column(1).subList(0, 3)).containsExactly(0L, 1L, 2L);
        assertThat((Long) rows.column(1).get(3)).isEqualTo(4L + 3);
        assertThat(rows.column(2)).containsExactly(1L, 1L, 2L, 2L);
    }
}

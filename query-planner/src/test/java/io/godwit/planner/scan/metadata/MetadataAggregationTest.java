package io.godwit.planner.scan.metadata;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.catalog.TableVersion;
import io.godwit.planner.scan.QueryScope;
import io.godwit.planner.scan.Rows;
import io.godwit.planner.scan.TableScan;
import io.godwit.planner.scan.TestLake;
import io.godwit.planner.scan.metadata.ColumnAggregate.Function;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataAggregationTest {
    private static final Schema SCHEMA = new Schema(
            required(1, "id", Types.LongType.get()),
            optional(2, "day", Types.DateType.get()),
            optional(3, "price", Types.DoubleType.get()),
            optional(4, "name", Types.StringType.get()),
            optional(5, "total", Types.DecimalType.of(10, 2)));

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

    private static Record row(long id, int day, @Nullable Double price, @Nullable String name, @Nullable String total) {
        return TestLake.row(
                SCHEMA, id, LocalDate.ofEpochDay(day), price, name, total == null ? null : new BigDecimal(total));
    }

    private static PartitionData partition(PartitionSpec spec, Object value) {
        PartitionData partition = new PartitionData(spec.partitionType());
        partition.set(0, value);
        return partition;
    }

    /** A file for each of five days, of two rows each. */
    private Table fiveDays() {
        PartitionSpec spec = PartitionSpec.builderFor(SCHEMA).identity("day").build();
        Table table = lake.create("t", SCHEMA, spec, 2);
        for (int day = 20_000; day < 20_005; day++) {
            long id = 10L * (day - 20_000);
            List<Record> rows =
                    List.of(row(id, day, id + 0.5, "a", id - 15 + ".25"), row(id + 1, day, null, null, null));
            TestLake.append(table, FileFormat.PARQUET, partition(spec, day), rows);
        }
        return table;
    }

    private @Nullable List<@Nullable Object> ask(TableScan scan, ColumnAggregate... aggregates) {
        return scan.aggregateFromMetadata(scope.context(), List.of(aggregates)).values();
    }

    private TableScan scan() {
        return TableScan.of(lake.pin("t"));
    }

    private @Nullable Object countWhere(Expression filter) {
        List<@Nullable Object> values = ask(scan().filter(filter), ColumnAggregate.countRows());
        return values == null ? null : values.get(0);
    }

    private ColumnAggregate of(Function function, String column) {
        return new ColumnAggregate(function, lake.pin("t").schema().findField(column));
    }

    @Test
    void rowsAreCountedWhereEveryFileMatchesWholly() {
        fiveDays();

        assertThat(countWhere(Expressions.alwaysTrue())).isEqualTo(10L);
        assertThat(countWhere(Expressions.greaterThanOrEqual("day", 20_003))).isEqualTo(4L);
        assertThat(countWhere(Expressions.notEqual("day", 20_003))).isEqualTo(8L);
        assertThat(countWhere(Expressions.lessThan("id", 20L))).isEqualTo(4L);
        assertThat(countWhere(Expressions.lessThan("id", 0L))).isEqualTo(0L);
    }

    @Test
    void aFileOfWhichOnlySomeRowsMatchIsNotCounted() {
        fiveDays();

        assertThat(countWhere(Expressions.lessThan("id", 21L))).isNull();
        assertThat(countWhere(Expressions.greaterThan("price", -1.0))).isNull();
    }

    @Test
    void thatBoundsDoNotDecideIsKnownWithoutAManifestOnceItsColumnsWereAskedFor() throws IOException {
        Table table = fiveDays();
        TableScan scan = scan().filter(Expressions.lessThan("id", 21L));
        Rows.of(scan.open(scope.context()));
        for (ManifestFile manifest : table.currentSnapshot().allManifests(table.io())) {
            table.io().deleteFile(manifest.path());
        }

        assertThat(ask(scan, ColumnAggregate.countRows())).isNull();
        assertThat(ask(scan.filter(Expressions.lessThan("id", 31L)), ColumnAggregate.countRows()))
                .isNull();
    }

    @Test
    void valuesAreCountedByTheirNulls() {
        fiveDays();

        assertThat(ask(scan(), of(Function.COUNT, "price"), of(Function.COUNT, "id"), of(Function.COUNT, "day")))
                .containsExactly(5L, 10L, 10L);
    }

    @Test
    void leastAndGreatestValuesComeFromBounds() {
        fiveDays();

        assertThat(ask(scan(), of(Function.MIN, "id"), of(Function.MAX, "id"))).containsExactly(0L, 41L);
        assertThat(ask(scan(), of(Function.MIN, "total"), of(Function.MAX, "total")))
                .containsExactly(new BigDecimal("-15.25"), new BigDecimal("25.25"));
        assertThat(ask(
                        scan().filter(Expressions.equal("day", 20_002)),
                        of(Function.MAX, "id"),
                        of(Function.MAX, "day")))
                .containsExactly(21L, 20_002);
    }

    @Test
    void boundsOfTextAreNotValues() {
        fiveDays();

        assertThat(ask(scan(), of(Function.MIN, "name"))).isNull();
        assertThat(ask(scan(), of(Function.MAX, "name"))).isNull();
    }

    @Test
    void textOfAnIdentityPartitionIsAValue() {
        PartitionSpec spec = PartitionSpec.builderFor(SCHEMA).identity("name").build();
        Table table = lake.create("t", SCHEMA, spec, 2);
        for (String name : List.of("a value longer than sixteen letters", "b")) {
            TestLake.append(table, FileFormat.PARQUET, partition(spec, name), List.of(row(1, 1, 1.0, name, null)));
        }

        assertThat(ask(scan(), of(Function.MIN, "name"), of(Function.MAX, "name"), of(Function.COUNT, "name")))
                .containsExactly("a value longer than sixteen letters", "b", 2L);
    }

    @Test
    void aNullPartitionHasNoValues() {
        PartitionSpec spec = PartitionSpec.builderFor(SCHEMA).identity("name").build();
        Table table = lake.create("t", SCHEMA, spec, 2);
        PartitionData none = new PartitionData(spec.partitionType());
        TestLake.append(table, FileFormat.PARQUET, none, List.of(row(1, 1, 1.0, null, null)));

        assertThat(ask(scan(), of(Function.MIN, "name"), of(Function.COUNT, "name")))
                .containsExactly(null, 0L);
    }

    @Test
    void floatingBoundsAreValuesUnlessThereMayBeNaNOrAZero() {
        fiveDays();
        assertThat(ask(scan(), of(Function.MIN, "price"), of(Function.MAX, "price")))
                .containsExactly(0.5, 40.5);

        Table table = lake.create("nan", SCHEMA);
        TestLake.append(table, List.of(row(1, 1, Double.NaN, null, null), row(2, 1, 3.0, null, null)));
        ColumnAggregate greatest = of(Function.MAX, "price");
        assertThat(ask(TableScan.of(lake.pin("nan")), greatest)).isNull();

        TestLake.append(lake.create("zero", SCHEMA), List.of(row(1, 1, 0.0, null, null)));
        assertThat(ask(TableScan.of(lake.pin("zero")), greatest)).isNull();
    }

    @Test
    void aColumnOfNullsHasNoLeastValue() {
        Table table = lake.create("t", SCHEMA);
        TestLake.append(table, TestLake.ids(SCHEMA, 0, 3));

        assertThat(ask(scan(), of(Function.MIN, "total"), of(Function.COUNT, "total")))
                .containsExactly(null, 0L);
    }

    @Test
    void aFileWithoutStatisticsTellsOnlyItsRows() {
        Table table = lake.create(
                "t", SCHEMA, PartitionSpec.unpartitioned(), Map.of("write.metadata.metrics.default", "none"));
        TestLake.append(table, TestLake.ids(SCHEMA, 0, 3));

        assertThat(ask(scan(), of(Function.MIN, "id"))).isNull();
        assertThat(ask(scan(), of(Function.COUNT, "id"))).isNull();
        assertThat(ask(scan(), ColumnAggregate.countRows())).containsExactly(3L);
    }

    @Test
    void timesInOrcAreRoundedAndNotTaken() {
        Schema schema = new Schema(required(1, "at", Types.TimestampType.withoutZone()));
        Table table = lake.create("t", schema);
        Record row = TestLake.row(schema, java.time.LocalDateTime.of(2024, 1, 1, 0, 0, 0, 123_456_000));
        TestLake.append(table, FileFormat.ORC, null, List.of(row));

        assertThat(ask(scan(), of(Function.MAX, "at"))).isNull();
        assertThat(ask(scan(), of(Function.COUNT, "at"))).containsExactly(1L);
    }

    @Test
    void aWidenedColumnKeepsItsBounds() {
        Schema schema = new Schema(required(1, "n", Types.IntegerType.get()));
        Table table = lake.create("t", schema);
        TestLake.append(table, List.of(TestLake.row(schema, 7), TestLake.row(schema, -3)));
        table.updateSchema().updateColumn("n", Types.LongType.get()).commit();

        assertThat(ask(scan(), of(Function.MIN, "n"), of(Function.MAX, "n"))).containsExactly(-3L, 7L);
    }

    @Test
    void aRenamedColumnIsFoundById() {
        Table table = fiveDays();
        TableVersion before =
                new TableVersion.SnapshotId(table.currentSnapshot().snapshotId());
        table.updateSchema().renameColumn("id", "key").commit();

        assertThat(ask(scan(), of(Function.MAX, "key"))).containsExactly(41L);
        assertThat(ask(TableScan.of(lake.pin("t", before)), of(Function.MAX, "key")))
                .containsExactly(41L);
    }

    @Test
    void nothingIsToldOfATableWithDeletes() {
        Table table = lake.create("t", SCHEMA);
        DataFile file = TestLake.append(table, TestLake.ids(SCHEMA, 0, 4));
        TestLake.deletePositions(table, file, 0);

        assertThat(ask(scan(), ColumnAggregate.countRows())).isNull();
        assertThat(ask(scan(), of(Function.MIN, "id"))).isNull();
    }

    @Test
    void aPartitionWithoutDeletesIsToldAlthoughAnotherHasSome() {
        PartitionSpec spec = PartitionSpec.builderFor(SCHEMA).identity("day").build();
        Table table = lake.create("t", SCHEMA, spec, 2);
        DataFile deleted =
                TestLake.append(table, FileFormat.PARQUET, partition(spec, 1), List.of(row(1, 1, 1.0, null, null)));
        TestLake.append(table, FileFormat.PARQUET, partition(spec, 2), List.of(row(2, 2, 1.0, null, null)));
        TestLake.deletePositions(table, deleted, 0);

        assertThat(countWhere(Expressions.equal("day", 2))).isEqualTo(1L);
        assertThat(countWhere(Expressions.equal("day", 1))).isNull();
    }

    @Test
    void anEmptyTableHasNoRowsAndNoValues() {
        lake.create("t", SCHEMA);

        assertThat(ask(scan(), ColumnAggregate.countRows(), of(Function.MAX, "id")))
                .containsExactly(0L, null);
    }

    @Test
    void partOfTheRowsIsNotTold() {
        fiveDays();

        assertThat(ask(scan().limit(4), ColumnAggregate.countRows())).isNull();
    }
}

package io.godwit.planner.scan;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables and files over which readers are known to stumble. */
class OddTablesTest {
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

    private Rows read(TableScan scan) {
        return Rows.of(scan.open(scope.context()));
    }

    private Rows read(String table, Expression filter) {
        return read(TableScan.of(lake.pin(table)).filter(filter));
    }

    @Test
    void uuidIsFoundWhicheverHalfItsFirstBitLiesIn() {
        Schema schema = new Schema(required(1, "u", Types.UUIDType.get()));
        Table table = lake.create("t", schema);
        UUID low = UUID.fromString("00000000-0000-4000-8000-000000000001");
        UUID high = UUID.fromString("f79c3e09-677c-4bbd-a479-3f349cb785e7");
        TestLake.append(table, List.of(TestLake.row(schema, low), TestLake.row(schema, high)));

        assertThat(read("t", Expressions.equal("u", high)).values()).hasSize(1);
        assertThat(read("t", Expressions.equal("u", low)).values()).hasSize(1);
        assertThat(read("t", Expressions.greaterThan("u", low)).values()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0, -0.0})
    void zeroIsFoundWhateverItsSign(double stored) {
        Schema schema = new Schema(optional(1, "d", Types.DoubleType.get()), optional(2, "f", Types.FloatType.get()));
        Table table = lake.create("t", schema);
        TestLake.append(table, List.of(TestLake.row(schema, stored, (float) stored)));

        for (double zero : new double[] {0.0, -0.0}) {
            assertThat(read("t", Expressions.equal("d", zero)).values()).hasSize(1);
            assertThat(read("t", Expressions.in("d", zero, 7.0)).values()).hasSize(1);
            assertThat(read("t", Expressions.greaterThanOrEqual("d", zero)).values())
                    .hasSize(1);
            assertThat(read("t", Expressions.lessThanOrEqual("f", (float) zero)).values())
                    .hasSize(1);
            assertThat(read("t", Expressions.equal("f", zero)).values()).hasSize(1);
            assertThat(read("t", Expressions.lessThan("d", zero)).values()).isEmpty();
        }
    }

    @Test
    void notANumberIsGreaterThanWhatTheStatisticsSay() {
        Schema schema = new Schema(optional(1, "d", Types.DoubleType.get()));
        Table table = lake.create("t", schema);
        TestLake.append(table, List.of(TestLake.row(schema, 1.0), TestLake.row(schema, Double.NaN)));

        assertThat(read("t", Expressions.greaterThan("d", 5.0)).column(0)).containsExactly(Double.NaN);
        assertThat(read("t", Expressions.notEqual("d", 1.0)).column(0)).containsExactly(Double.NaN);
    }

    @Test
    void listedFileOfNoRowsThatWasNeverWrittenIsNotOpened() {
        Schema schema = new Schema(required(1, "id", Types.LongType.get()));
        Table table = lake.create("t", schema);
        DataFile ghost = DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(table.location() + "/data/never.parquet")
                .withFileSizeInBytes(4)
                .withRecordCount(0)
                .build();
        table.newAppend().appendFile(ghost).commit();
        TestLake.append(table, TestLake.ids(schema, 0, 2));

        assertThat(read(TableScan.of(lake.pin("t"))).column(0)).containsExactly(0L, 1L);
    }

    @ParameterizedTest
    @EnumSource(names = {"PARQUET", "AVRO", "ORC"})
    void nullListIsNotAnEmptyOne(FileFormat format) {
        Types.StructType visit = Types.StructType.of(optional(4, "n", Types.LongType.get()));
        Schema schema = new Schema(
                required(1, "id", Types.LongType.get()),
                optional(2, "visits", Types.ListType.ofOptional(3, visit)),
                optional(5, "counts", Types.MapType.ofOptional(6, 7, Types.StringType.get(), Types.LongType.get())));
        Table table = lake.create("t", schema);
        Schema created = table.schema();
        TestLake.append(
                table,
                format,
                null,
                List.of(TestLake.row(created, 1L, null, null), TestLake.row(created, 2L, List.of(), Map.of())));

        Rows rows = read(TableScan.of(lake.pin("t")));

        assertThat(rows.column(1)).containsExactly(null, List.of());
        assertThat(rows.column(2)).containsExactly(null, List.of());
    }

    @ParameterizedTest
    @EnumSource(names = {"PARQUET", "AVRO"})
    void nanosecondsAreKept(FileFormat format) {
        Schema schema = new Schema(
                optional(1, "ts", Types.TimestampNanoType.withoutZone()),
                optional(2, "tstz", Types.TimestampNanoType.withZone()));
        Table table = lake.create("t", schema, PartitionSpec.unpartitioned(), 3);
        LocalDateTime local = LocalDateTime.parse("1969-12-31T23:59:59.999999999");
        OffsetDateTime instant = OffsetDateTime.parse("2026-01-01T01:00:00.000000001+01:00");
        TestLake.append(
                table, format, null, List.of(TestLake.row(schema, local, instant), TestLake.row(schema, null, null)));

        Rows rows = read(TableScan.of(lake.pin("t")));

        assertThat(rows.schema().toString()).contains("Timestamp(NANOSECOND, null)", "Timestamp(NANOSECOND, UTC)");
        assertThat(rows.values().get(0)).containsExactly(local, 1_767_225_600_000_000_001L);
        Literal<Long> justBefore = Expressions.nanos(1_767_225_600_000_000_000L);
        assertThat(read("t", Expressions.predicate(Expression.Operation.GT, "tstz", justBefore))
                        .values())
                .hasSize(1);
        Literal<Long> exactly = Expressions.nanos(1_767_225_600_000_000_001L);
        assertThat(read("t", Expressions.predicate(Expression.Operation.GT, "tstz", exactly))
                        .values())
                .isEmpty();
    }

    @Test
    void columnAddedWithADefaultHasItInOldFiles() {
        Schema schema = new Schema(required(1, "id", Types.LongType.get()));
        Table table = lake.create("t", schema, PartitionSpec.unpartitioned(), 3);
        TestLake.append(table, TestLake.ids(schema, 0, 2));
        table.updateSchema()
                .addColumn("label", Types.StringType.get(), "what it is", Literal.of("old"))
                .addRequiredColumn("rank", Types.IntegerType.get(), "where it is", Literal.of(7))
                .commit();
        Schema evolved = table.schema();
        TestLake.append(table, List.of(TestLake.row(evolved, 2L, null, 9)));

        Rows rows = read(TableScan.of(lake.pin("t")));

        assertThat(rows.column(1)).containsExactly("old", "old", null);
        assertThat(rows.column(2)).containsExactly(7, 7, 9);
        assertThat(read("t", Expressions.equal("label", "old")).values()).hasSize(2);
    }

    @Test
    void identityPartitionValueComesFromTheManifestWhereTheFileHasNone() {
        Schema schema =
                new Schema(required(1, "id", Types.LongType.get()), optional(2, "city", Types.StringType.get()));
        PartitionSpec spec = PartitionSpec.builderFor(schema).identity("city").build();
        Table table = lake.create("t", schema, spec, 2);
        Schema inFile = schema.select("id");
        for (String city : Arrays.asList("Texel", null)) {
            PartitionData partition = new PartitionData(spec.partitionType());
            partition.set(0, city);
            TestLake.append(table, FileFormat.PARQUET, partition, TestLake.ids(inFile, 0, 2));
        }

        Rows rows = read(TableScan.of(lake.pin("t")).select(List.of("city", "id", "_partition", "_spec_id")));

        assertThat(rows.column(0)).containsExactly("Texel", "Texel", null, null);
        assertThat(rows.column(2).get(0)).isEqualTo(Map.of("city", new org.apache.arrow.vector.util.Text("Texel")));
        assertThat(rows.column(3)).containsOnly(0);
        assertThat(read("t", Expressions.equal("city", "Texel")).column(0)).containsExactly(0L, 1L);
        assertThat(read("t", Expressions.isNull("city")).column(0)).containsExactly(0L, 1L);
    }

    @Test
    void metadataColumnsTellFileAndPositionAndCanBeFilteredOn() {
        Schema schema = new Schema(required(1, "id", Types.LongType.get()));
        Table table = lake.create("t", schema);
        DataFile first = TestLake.append(table, TestLake.ids(schema, 0, 3));
        TestLake.append(table, TestLake.ids(schema, 3, 5));
        TableScan scan = TableScan.of(lake.pin("t")).select(List.of("_pos", "id", "_file"));

        Rows all = read(scan);
        Rows filtered = read(scan.filter(
                Expressions.and(Expressions.equal("_file", first.location()), Expressions.greaterThan("_pos", 0L))));

        assertThat(all.column(0)).containsExactly(0L, 1L, 2L, 0L, 1L);
        assertThat(all.column(2).subList(0, 3)).containsOnly(first.location());
        assertThat(filtered.column(1)).containsExactly(1L, 2L);
    }

    @Test
    void fiveHundredColumnsAreReadInTheOrderAskedFor() {
        List<Types.NestedField> fields = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            fields.add(optional(i + 1, "c" + i, Types.IntegerType.get()));
        }
        Schema schema = new Schema(fields);
        Table table = lake.create("t", schema);
        Object[] values = new Object[500];
        Arrays.setAll(values, i -> i);
        TestLake.append(table, List.of(TestLake.row(schema, values)));

        assertThat(read(TableScan.of(lake.pin("t"))).values().get(0))
                .hasSize(500)
                .endsWith(499);
        assertThat(read(TableScan.of(lake.pin("t")).select(List.of("c400", "c3")))
                        .values()
                        .get(0))
                .containsExactly(400, 3);
    }

    @Test
    void manySmallFilesComeInTheDefinedOrder() {
        Schema schema = new Schema(required(1, "id", Types.LongType.get()));
        Table table = lake.create("t", schema);
        var append = table.newAppend();
        for (int i = 0; i < 200; i++) {
            append.appendFile(TestLake.write(table, FileFormat.PARQUET, null, TestLake.ids(schema, i, i + 1)));
        }
        append.commit();
        TableScan scan = TableScan.of(lake.pin("t")).select(List.of("id", "_file"));

        Rows first = read(scan);
        Rows again = read(scan);

        assertThat(first.values()).hasSize(200).isEqualTo(again.values());
        assertThat(first.column(1)).isSortedAccordingTo((a, b) -> ((String) a).compareTo((String) b));
    }

    @Test
    void corruptFileIsAnErrorThatNamesIt() throws Exception {
        Schema schema = new Schema(required(1, "id", Types.LongType.get()));
        Table table = lake.create("t", schema);
        DataFile file = TestLake.append(table, TestLake.ids(schema, 0, 3));
        Path path = Path.of(java.net.URI.create(file.location()).getPath());
        byte[] bytes = Files.readAllBytes(path);
        Arrays.fill(bytes, 4, bytes.length - 8, (byte) 0xa5);
        Files.write(path, bytes);

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> read(TableScan.of(lake.pin("t")))))
                .isInstanceOf(io.godwit.pitjoin.batch.GodwitException.class)
                .hasMessageContaining(file.location());
    }

    @Test
    void aLogicalTypeNobodyKnowsIsRefusedNamingTheColumn() throws Exception {
        Schema schema = new Schema(required(1, "id", Types.LongType.get()), optional(2, "odd", Types.UUIDType.get()));
        Table table = lake.create("t", schema);
        DataFile file = TestLake.append(table, List.of(TestLake.row(schema, 1L, new UUID(1, 2))));
        Path path = Path.of(java.net.URI.create(file.location()).getPath());
        byte[] bytes = Files.readAllBytes(path);
        // A union's field 14, the logical type UUID, becomes field 9, which the format does not define.
        int uuid = lastIndexOf(bytes, new byte[] {(byte) 0xEC, 0, 0});
        bytes[uuid] = (byte) 0x9C;
        Files.write(path, bytes);

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> read(TableScan.of(lake.pin("t"))))
                .hasMessageContaining("Column \"odd\"")
                .hasMessageContaining(path.getFileName().toString())
                .hasMessageContaining("logical type");
    }

    private static int lastIndexOf(byte[] bytes, byte[] wanted) {
        int found = bytes.length - wanted.length;
        while (!Arrays.equals(bytes, found, found + wanted.length, wanted, 0, wanted.length)) {
            found--;
        }
        return found;
    }

    @Test
    void partOfAStructIsReadAndFilteredOn() {
        Types.StructType place = Types.StructType.of(
                optional(3, "city", Types.StringType.get()), optional(4, "zip", Types.LongType.get()));
        Schema schema = new Schema(required(1, "id", Types.LongType.get()), optional(2, "place", place));
        Table table = lake.create("t", schema);
        Record delft = TestLake.row(new Schema(place.fields()), "Delft", 2600L);
        Record leiden = TestLake.row(new Schema(place.fields()), "Leiden", 2300L);
        TestLake.append(
                table,
                List.of(
                        TestLake.row(schema, 1L, delft),
                        TestLake.row(schema, 2L, null),
                        TestLake.row(schema, 3L, leiden)));

        Rows rows = read(TableScan.of(lake.pin("t"))
                .project(schema.select("place.city"))
                .filter(Expressions.lessThan("place.zip", 2500L)));

        assertThat(rows.values()).hasSize(1);
        assertThat(rows.column(0).get(0)).isEqualTo(Map.of("city", new org.apache.arrow.vector.util.Text("Leiden")));
    }

    @ParameterizedTest
    @EnumSource(names = {"PARQUET", "AVRO", "ORC"})
    void timesBeforeTheGregorianCalendarAreFound(FileFormat format) {
        Schema schema = new Schema(
                optional(1, "day", Types.DateType.get()), optional(2, "at", Types.TimestampType.withoutZone()));
        Table table = lake.create("t", schema);
        LocalDateTime first = LocalDateTime.of(1, 1, 1, 0, 0);
        TestLake.append(table, format, null, List.of(TestLake.row(schema, first.toLocalDate(), first)));

        int day = Math.toIntExact(first.toLocalDate().toEpochDay());
        assertThat(read("t", Expressions.equal("day", day)).values()).hasSize(1);
        assertThat(read("t", Expressions.lessThanOrEqual("day", day)).values()).hasSize(1);
        assertThat(read("t", Expressions.equal("at", day * 86_400_000_000L)).values())
                .hasSize(1);
    }

    /** Of table t: an id and a place, by whose city the table is partitioned; one row. */
    private Schema partitionedByCity(FileFormat format) {
        Types.StructType place = Types.StructType.of(
                optional(3, "city", Types.StringType.get()), optional(4, "zip", Types.LongType.get()));
        Schema schema = new Schema(required(1, "id", Types.LongType.get()), optional(2, "place", place));
        PartitionSpec spec =
                PartitionSpec.builderFor(schema).identity("place.city").build();
        Table table = lake.create("t", schema, spec, 2);
        PartitionData partition = new PartitionData(spec.partitionType());
        partition.set(0, "Delft");
        Record delft = TestLake.row(new Schema(place.fields()), "Delft", 2600L);
        TestLake.append(table, format, partition, List.of(TestLake.row(schema, 1L, delft)));
        return schema;
    }

    @ParameterizedTest
    @EnumSource(names = {"PARQUET", "AVRO", "ORC"})
    void aPartitionValueWithinAStructIsFilteredOn(FileFormat format) {
        partitionedByCity(format);
        Expression filter =
                Expressions.and(Expressions.notEqual("place.city", "Leiden"), Expressions.equal("place.zip", 2600L));
        assertThat(read("t", filter).column(0)).containsExactly(1L);
    }

    @ParameterizedTest
    @EnumSource(names = {"PARQUET", "AVRO", "ORC"})
    void aStructMayBeReadForItsPartitionValueAlone(FileFormat format) {
        Schema schema = partitionedByCity(format);

        Rows rows = read(TableScan.of(lake.pin("t")).project(schema.select("place.city")));

        assertThat(rows.column(0)).containsExactly(Map.of("city", new org.apache.arrow.vector.util.Text("Delft")));
    }

    @ParameterizedTest
    @EnumSource(names = {"PARQUET", "AVRO", "ORC"})
    void fieldsAFileDoesNotHaveHaveTheirDefaults(FileFormat format) {
        Types.StructType place = Types.StructType.of(optional(4, "city", Types.StringType.get()));
        Schema schema = new Schema(
                required(1, "id", Types.LongType.get()),
                optional(2, "place", place),
                optional(
                        3,
                        "places",
                        Types.ListType.ofOptional(
                                5, Types.StructType.of(optional(6, "city", Types.StringType.get())))));
        Table table = lake.create("t", schema, PartitionSpec.unpartitioned(), 3);
        Record delft = TestLake.row(new Schema(place.fields()), "Delft");
        TestLake.append(
                table,
                format,
                null,
                List.of(
                        TestLake.row(table.schema(), 1L, delft, List.of(delft)),
                        TestLake.row(table.schema(), 2L, null, null)));
        Literal<?> day = Literal.of("2026-11-28").to(Types.DateType.get());
        table.updateSchema()
                .addColumn("place", "zip", Types.LongType.get(), null, Literal.of(2600L))
                .addColumn("places", "zip", Types.LongType.get(), null, Literal.of(2601L))
                .addRequiredColumn(null, "day", Types.DateType.get(), null, day)
                .renameColumn("id", "number")
                .commit();
        Schema after = table.schema();
        Record leiden =
                TestLake.row(new Schema(after.findType("place").asStructType().fields()), "Leiden", null);
        TestLake.append(table, format, null, List.of(TestLake.row(after, 3L, leiden, null, LocalDate.EPOCH)));

        List<List<Object>> rows = read(TableScan.of(lake.pin("t")).select(List.of("number", "day", "place", "places")))
                .values();

        assertThat(rows.toString())
                .isEqualTo("[[1, 20785, {\"city\":\"Delft\",\"zip\":2600}, [{\"city\":\"Delft\",\"zip\":2601}]],"
                        + " [2, 20785, null, null], [3, 0, {\"city\":\"Leiden\"}, null]]");
    }

    @ParameterizedTest
    @EnumSource(names = {"PARQUET", "AVRO", "ORC"})
    void zerosKeepTheirSigns(FileFormat format) {
        Schema schema = new Schema(optional(1, "x", Types.DoubleType.get()), optional(2, "y", Types.FloatType.get()));
        Table table = lake.create("t", schema);
        TestLake.append(table, format, null, List.of(TestLake.row(schema, 0.0, -0f), TestLake.row(schema, -0.0, 0f)));
        assertThat(read(TableScan.of(lake.pin("t"))).values().toString()).isEqualTo("[[0.0, -0.0], [-0.0, 0.0]]");

        table.updateSchema().updateColumn("y", Types.DoubleType.get()).commit();

        assertThat(read(TableScan.of(lake.pin("t"))).values().toString()).isEqualTo("[[0.0, -0.0], [-0.0, 0.0]]");
    }
}

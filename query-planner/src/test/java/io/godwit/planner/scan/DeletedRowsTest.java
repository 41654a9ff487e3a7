package io.godwit.planner.scan;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.scan.file.ScanMetrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeletedRowsTest {
    private static final Schema SCHEMA = new Schema(
            required(1, "id", Types.LongType.get()),
            optional(2, "name", Types.StringType.get()),
            optional(3, "score", Types.DoubleType.get()));

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

    private List<Object> ids(TableScan scan) {
        return Rows.of(scan.open(scope.context())).column(0);
    }

    private List<Object> ids(String table) {
        return ids(TableScan.of(lake.pin(table)));
    }

    @ParameterizedTest
    @EnumSource(names = {"PARQUET", "AVRO", "ORC"})
    void positionsAreGoneInEveryFormat(FileFormat format) {
        Table table = lake.create("t", SCHEMA);
        DataFile file = TestLake.append(table, format, null, TestLake.ids(SCHEMA, 0, 6));

        TestLake.deletePositions(table, file, 0, 3, 5);

        assertThat(ids("t")).containsExactly(1L, 2L, 4L);
    }

    @ParameterizedTest
    @EnumSource(names = {"PARQUET", "AVRO", "ORC"})
    void deletionVectorsApplyInEveryFormat(FileFormat format) {
        Table table = lake.create("t", SCHEMA, PartitionSpec.unpartitioned(), 3);
        DataFile file = TestLake.append(table, format, null, TestLake.ids(SCHEMA, 0, 6));

        TestLake.deleteByVector(table, file, 1, 2);

        assertThat(ids("t")).containsExactly(0L, 3L, 4L, 5L);
    }

    @Test
    void listedDeleteFilesOfNoRowsAreNotOpened() {
        Table table = lake.create("t", SCHEMA);
        DataFile file = TestLake.append(table, TestLake.ids(SCHEMA, 0, 2));

        TestLake.deletePositions(table, file);
        TestLake.deleteKeys(table, SCHEMA.select("id"), null, List.of());

        assertThat(ids("t")).containsExactly(0L, 1L);
    }

    @Test
    void keysAreDeletedFromOlderFilesOnly() {
        Table table = lake.create("t", SCHEMA);
        Schema key = SCHEMA.select("id");
        TestLake.append(table, TestLake.ids(SCHEMA, 0, 4));
        TestLake.deleteKeys(table, key, null, List.of(TestLake.row(key, 1L), TestLake.row(key, 3L)));
        TestLake.append(table, TestLake.ids(SCHEMA, 3, 5));

        assertThat(ids("t")).containsExactly(0L, 2L, 3L, 4L);
    }

    /** Those whose first bit is set are negative to Iceberg, so that the bounds of most files are the wrong way round. */
    @Test
    void uuidsAreDeletedOnEitherSideOfZero() {
        Schema schema = new Schema(required(1, "id", Types.LongType.get()), optional(2, "key", Types.UUIDType.get()));
        Table table = lake.create("t", schema);
        List<Record> rows = new ArrayList<>();
        for (long id = 0; id < 4; id++) {
            rows.add(TestLake.row(schema, id, new UUID(id << 62, id)));
        }
        Schema key = schema.select("key");
        TestLake.append(table, rows);
        TestLake.deleteKeys(
                table,
                key,
                null,
                List.of(TestLake.row(key, new UUID(1L << 62, 1)), TestLake.row(key, new UUID(3L << 62, 3))));
        TestLake.append(table, rows.subList(3, 4));

        assertThat(ids("t")).containsExactly(0L, 2L, 3L);
        assertThat(ids(TableScan.of(lake.pin("t")).filter(Expressions.lessThan("id", 9L))))
                .containsExactly(0L, 2L, 3L);
    }

    @Test
    void keyColumnNeedNotBeSelectedNorSurvive() {
        Table table = lake.create("t", SCHEMA);
        TestLake.append(
                table,
                List.of(
                        TestLake.row(SCHEMA, 1L, "a", null),
                        TestLake.row(SCHEMA, 2L, null, null),
                        TestLake.row(SCHEMA, 3L, "b", null)));
        Schema key = SCHEMA.select("name");
        TestLake.deleteKeys(table, key, null, List.of(TestLake.row(key, "b"), TestLake.row(key, (Object) null)));
        table.updateSchema().deleteColumn("name").commit();

        assertThat(ids(TableScan.of(lake.pin("t")).select(List.of("id")))).containsExactly(1L);
    }

    @Test
    void differentKeysAndPositionsAndFilterActTogether() {
        Table table = lake.create("t", SCHEMA);
        DataFile file = TestLake.append(table, TestLake.ids(SCHEMA, 0, 10));
        Schema id = SCHEMA.select("id");
        Schema both = SCHEMA.select("id", "name");
        TestLake.deletePositions(table, file, 0);
        TestLake.deleteKeys(table, id, null, List.of(TestLake.row(id, 1L)));
        TestLake.deleteKeys(table, both, null, List.of(TestLake.row(both, 2L, null), TestLake.row(both, 3L, "x")));

        TableScan scan = TableScan.of(lake.pin("t")).filter(Expressions.lessThan("id", 6));

        assertThat(ids(scan)).containsExactly(3L, 4L, 5L);
    }

    @Test
    void oneDeleteFileOfManyDataFilesIsReadOnce() {
        Table table = lake.create("t", SCHEMA);
        for (int i = 0; i < 20; i++) {
            TestLake.append(table, TestLake.ids(SCHEMA, 10 * i, 10 * i + 10));
        }
        Schema key = SCHEMA.select("id");
        TestLake.deleteKeys(table, key, null, TestLake.ids(key, 0, 199));
        ScanMetrics metrics = new ScanMetrics();

        Rows rows = Rows.of(TableScan.of(lake.pin("t")).open(scope.context(), metrics));

        assertThat(rows.column(0)).containsExactly(199L);
        assertThat(metrics.count(ScanMetrics.Counter.DELETE_FILES_READ)).isEqualTo(1);
        assertThat(metrics.count(ScanMetrics.Counter.ROWS_DELETED)).isEqualTo(199);
    }

    @Test
    void keysThatWereReadAreFoundAfterTheirColumnIsWidened() {
        Schema narrow = new Schema(required(1, "id", Types.IntegerType.get()));
        Table table = lake.create("t", narrow);
        TestLake.append(table, List.of(TestLake.row(narrow, 1), TestLake.row(narrow, 2)));
        TestLake.deleteKeys(table, narrow, null, List.of(TestLake.row(narrow, 1)));
        assertThat(ids("t")).containsExactly(2);

        table.updateSchema().updateColumn("id", Types.LongType.get()).commit();

        assertThat(ids("t")).containsExactly(2L);
    }

    @ParameterizedTest
    @EnumSource(names = {"PARQUET", "AVRO", "ORC"})
    void fieldsOfOneStructAreKeysOfOneDeleteAndOfAnotherAndFilteredOn(FileFormat format) {
        Types.StructType place = Types.StructType.of(
                optional(3, "city", Types.StringType.get()),
                optional(4, "street", Types.StringType.get()),
                optional(5, "number", Types.LongType.get()));
        Schema schema = new Schema(required(1, "id", Types.LongType.get()), optional(2, "place", place));
        Table table = lake.create("t", schema);
        List<Record> rows = new ArrayList<>();
        for (long id = 0; id < 8; id++) {
            String city = id < 4 ? "Delft" : "Leiden";
            rows.add(TestLake.row(schema, id, TestLake.row(new Schema(place.fields()), city, "s" + id % 4, id)));
        }
        TestLake.append(table, format, null, rows);
        deletePlaces(table, "Leiden", "s0");
        deletePlaces(table, "Delft", "s1");
        deletePlaces(table, "Leiden", null);
        deletePlaces(table, null, "s3");

        TableScan scan = TableScan.of(lake.pin("t")).filter(Expressions.notEqual("place.number", 2L));

        assertThat(ids(scan)).containsExactly(0L);
        table.updateSchema()
                .deleteColumn("place.street")
                .renameColumn("place.number", "street")
                .commit();
        assertThat(ids(TableScan.of(lake.pin("t")).filter(Expressions.notEqual("place.street", 2L))))
                .containsExactly(0L);
    }

    /** By the fields for which there is a value. */
    private static void deletePlaces(Table table, @Nullable String city, @Nullable String street) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        if (city != null) {
            names.add("place.city");
            values.add(city);
        }
        if (street != null) {
            names.add("place.street");
            values.add(street);
        }
        Schema keys = table.schema().select(names);
        Schema place = new Schema(keys.findType("place").asStructType().fields());
        TestLake.deleteKeys(table, keys, null, List.of(TestLake.row(keys, TestLake.row(place, values.toArray()))));
    }

    @ParameterizedTest
    @EnumSource(names = {"PARQUET", "AVRO", "ORC"})
    void aDroppedKeyColumnMayHaveTheNameOfANewOne(FileFormat format) {
        Table table = lake.create("t", SCHEMA);
        TestLake.append(
                table, format, null, List.of(TestLake.row(SCHEMA, 1L, "a", 1.5), TestLake.row(SCHEMA, 2L, "b", 2.5)));
        Schema key = SCHEMA.select("name");
        TestLake.deleteKeys(table, key, null, List.of(TestLake.row(key, "a")));
        table.updateSchema().deleteColumn("name").renameColumn("score", "name").commit();

        assertThat(ids(TableScan.of(lake.pin("t")).filter(Expressions.greaterThan("name", 0.0))))
                .containsExactly(2L);
    }
}

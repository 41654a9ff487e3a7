package io.godwit.planner.sql;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.scan.TestLake;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetadataColumnsTest {
    private static final Schema SCHEMA =
            new Schema(required(1, "id", Types.LongType.get()), optional(2, "name", Types.StringType.get()));

    @TempDir
    Path directory;

    private SqlLake lake;

    @BeforeEach
    void open() {
        lake = new SqlLake(directory);
        lake.createTable("shop.other", "SELECT 1 AS id, 2 AS price");
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private Table create(int version, PartitionSpec spec) {
        return create(SCHEMA, version, spec);
    }

    private Table create(Schema schema, int version, PartitionSpec spec) {
        return lake.lake()
                .catalog()
                .createTable(
                        TableIdentifier.of("shop", "t"),
                        schema,
                        spec,
                        Map.of("format-version", Integer.toString(version)));
    }

    private List<String> rows(String sql) {
        List<String> lines = lake.rows(sql);
        return lines.subList(1, lines.size());
    }

    @ParameterizedTest
    @EnumSource(names = {"PARQUET", "AVRO", "ORC"})
    void everyFormatTellsFilePositionAndLineage(FileFormat format) {
        Table table = create(3, PartitionSpec.unpartitioned());
        DataFile first = TestLake.append(table, format, null, TestLake.ids(SCHEMA, 0, 4));
        DataFile second = TestLake.append(table, format, null, TestLake.ids(SCHEMA, 4, 6));
        TestLake.deleteByVector(table, first, 1);

        assertThat(rows("SELECT id, _pos, _spec_id, _row_id, _last_updated_sequence_number FROM t ORDER BY id"))
                .containsExactly("0|0|0|0|1", "2|2|0|2|1", "3|3|0|3|1", "4|0|0|4|2", "5|1|0|5|2");
        assertThat(rows("SELECT DISTINCT _file FROM t WHERE id >= 4")).containsExactly(second.location());
        assertThat(rows("SELECT id FROM t WHERE _row_id IN (2, 5) OR _pos > 2 ORDER BY id"))
                .containsExactly("2", "3", "5");
    }

    @Test
    void starDoesNotStandForThem() {
        Table table = create(3, PartitionSpec.unpartitioned());
        TestLake.append(table, TestLake.ids(SCHEMA, 0, 1));

        assertThat(lake.rows("SELECT * FROM t WHERE _pos = 0").get(0)).isEqualTo("id|name");
        assertThat(lake.rows("SELECT t.*, t._pos FROM t").get(0)).isEqualTo("id|name|_pos");
        assertThat(lake.rows("SELECT *, _row_id AS r FROM t JOIN other USING (id)")
                        .get(0))
                .isEqualTo("id|name|price|r");
        assertThat(lake.rows("SELECT * FROM (SELECT id, _pos FROM t) AS s").get(0))
                .isEqualTo("id|_pos");
        assertThat(lake.rows("TABLE t").get(0)).isEqualTo("id|name");
        assertThat(rows("SELECT count(*) FROM t NATURAL JOIN other")).containsExactly("0");
        assertThat(rows("SELECT column_name FROM information_schema.columns WHERE table_name = 't'"))
                .containsExactly("id", "name");
        assertThatThrownBy(() -> rows("SELECT t._pos FROM t NATURAL JOIN other"))
                .isInstanceOf(GodwitException.class)
                .hasMessageContaining("USING");
    }

    @Test
    void conditionsOnThemDropFiles() {
        Table table = create(3, PartitionSpec.unpartitioned());
        DataFile first = TestLake.append(table, TestLake.ids(SCHEMA, 0, 2));
        table.updateSpec().addField("name").commit();
        PartitionData partition = new PartitionData(table.spec().partitionType());
        partition.set(0, "x");
        TestLake.append(table, FileFormat.PARQUET, partition, TestLake.ids(SCHEMA, 2, 5));

        assertThat(filesRead("_file = '" + first.location() + "'")).isEqualTo("1 of 2: 0 1");
        assertThat(filesRead("_file <> '" + first.location() + "'")).isEqualTo("1 of 2: 2 3 4");
        assertThat(filesRead("_file LIKE 'file:%'")).isEqualTo("2 of 2: 0 1 2 3 4");
        assertThat(filesRead("_spec_id = 1")).isEqualTo("1 of 2: 2 3 4");
        assertThat(filesRead("_spec_id <> 1 OR _spec_id > 7")).isEqualTo("1 of 2: 0 1");
        assertThat(filesRead("_pos >= 2")).isEqualTo("1 of 2: 4");
        assertThat(filesRead("_last_updated_sequence_number > 1")).isEqualTo("1 of 2: 2 3 4");
        assertThat(filesRead("_last_updated_sequence_number IS NULL")).isEqualTo("0 of 2:");
        assertThat(filesRead("_row_id = 3")).isEqualTo("2 of 2: 3");
        assertThat(filesRead("NOT (_spec_id = 0 AND _pos < 1)")).isEqualTo("2 of 2: 1 2 3 4");
    }

    /** Manifests of then have the partition's value as an int. */
    @Test
    void conditionsOnPartitionsTakeValuesOfAColumnThatWasWidened() {
        Schema schema = new Schema(
                required(1, "id", Types.LongType.get()),
                optional(2, "k", Types.IntegerType.get()),
                optional(3, "x", Types.FloatType.get()));
        PartitionSpec spec =
                PartitionSpec.builderFor(schema).identity("k").identity("x").build();
        Table table = create(schema, 2, spec);
        PartitionData partition = new PartitionData(spec.partitionType());
        partition.set(0, 7);
        partition.set(1, 1.5f);
        TestLake.append(table, FileFormat.PARQUET, partition, List.of(TestLake.row(schema, 0L, 7, 1.5f)));
        long snapshot = table.currentSnapshot().snapshotId();
        table.updateSchema()
                .updateColumn("k", Types.LongType.get())
                .updateColumn("x", Types.DoubleType.get())
                .commit();

        for (String version : List.of("t", "t FOR VERSION AS OF " + snapshot)) {
            String sql = "SELECT id, v._partition.k, v._partition.x FROM " + version + " AS v WHERE ";
            assertThat(rows(sql + "v._partition.k > 6 AND v._partition.x < 2")).containsExactly("0|7|1.5");
            assertThat(rows(sql + "v._partition.k > 7 OR v._partition.x < 1")).isEmpty();
        }
    }

    private String filesRead(String condition) {
        String sql = "SELECT id FROM t WHERE " + condition;
        String analyzed = String.join("\n", rows("EXPLAIN ANALYZE " + sql));
        java.util.regex.Matcher read =
                java.util.regex.Pattern.compile("data_files_read=(\\d+)").matcher(analyzed);
        String files = read.find() ? read.group(1) : "0";
        return files + " of 2:"
                + rows(sql + " ORDER BY id").stream()
                        .map(id -> " " + id)
                        .collect(java.util.stream.Collectors.joining());
    }

    @Test
    void commentsOfColumnsKeepNoConditionFromTheScan() {
        Schema commented = new Schema(
                required(1, "id", Types.LongType.get(), "an id"),
                optional(2, "s", Types.StructType.of(optional(3, "x", Types.LongType.get(), "of s")), "a structure"));
        Table table = create(commented, 2, PartitionSpec.unpartitioned());
        Schema id = commented.select("id");
        TestLake.append(table, TestLake.ids(id, 0, 3));
        TestLake.append(table, TestLake.ids(id, 3, 5));

        assertThat(filesRead("id > 3")).isEqualTo("1 of 2: 4");
        assertThat(rows("SELECT s, id FROM t WHERE id > 3")).containsExactly("NULL|4");
        TestLake.deleteKeys(table, id, null, List.of(TestLake.row(id, 3L), TestLake.row(id, 0L)));
        assertThat(rows("SELECT id FROM t WHERE id <> 1 ORDER BY id")).containsExactly("2", "4");
        assertThat(rows("DESCRIBE t")).containsExactly("id|BIGINT|NO|an id", "s|STRUCT|YES|a structure");
    }

    @Test
    void requiredFieldsOfStructsThatMayBeNullKeepNoConditionFromTheScan() {
        Types.StructType item = Types.StructType.of(
                required(3, "key", Types.LongType.get()), optional(4, "word", Types.StringType.get()));
        Schema nested = new Schema(
                required(1, "id", Types.LongType.get()),
                optional(2, "item", item),
                optional(
                        5,
                        "items",
                        Types.ListType.ofOptional(6, Types.StructType.of(required(7, "n", Types.LongType.get())))));
        Table table = create(nested, 2, PartitionSpec.unpartitioned());
        Schema created = table.schema();
        Schema id = created.select("id");
        TestLake.append(table, TestLake.ids(id, 0, 3));
        TestLake.append(table, TestLake.ids(id, 3, 5));
        org.apache.iceberg.data.Record one = org.apache.iceberg.data.GenericRecord.create(
                created.findType("item").asStructType());
        one.set(0, 7L);
        TestLake.append(table, List.of(TestLake.row(created, 5L, one, null)));

        assertThat(filesRead("id BETWEEN 3 AND 4")).isEqualTo("1 of 2: 3 4");
        assertThat(rows("SELECT id FROM t WHERE t.item.key IS NULL AND id > 3")).containsExactly("4");
        assertThat(rows("SELECT item, items, id FROM t WHERE t.item.word IS NULL AND t.item.key = 7"))
                .containsExactly("{\"key\":7}|NULL|5");
    }

    @Test
    void whatIsInsideAListKeepsItsNameBesideMadeColumns() {
        Types.StructType item =
                Types.StructType.of(optional(4, "tags", Types.ListType.ofOptional(5, Types.StringType.get())));
        Schema nested = new Schema(
                required(1, "id", Types.LongType.get()), optional(2, "items", Types.ListType.ofOptional(3, item)));
        Table table = create(nested, 2, PartitionSpec.unpartitioned());
        org.apache.iceberg.data.Record one = org.apache.iceberg.data.GenericRecord.create(item);
        one.set(0, List.of("a", "b"));
        TestLake.append(table, List.of(TestLake.row(nested, 1L, List.of(one))));

        for (String sql : List.of(
                "SELECT items, _pos FROM t",
                "SELECT items AS a, items AS b, id + 1 AS c FROM t",
                "SELECT items, id FROM t WHERE id = 1 LIMIT 1")) {
            var query = lake.prepare(sql);
            try (var stream = query.execute(lake.context(), io.godwit.planner.Parameters.NONE);
                    var batch = java.util.Objects.requireNonNull(stream.next())) {
                assertThat(batch.getSchema()).isEqualTo(query.schema());
            }
        }
        assertThat(rows("SELECT items AS a, _pos FROM t")).containsExactly("[{\"tags\":[\"a\",\"b\"]}]|0");
    }

    @ParameterizedTest
    @EnumSource(names = {"PARQUET", "AVRO", "ORC"})
    void uuidsInStructsStayUuidsBesideMadeColumns(FileFormat format) {
        Types.StructType item = Types.StructType.of(optional(3, "key", Types.UUIDType.get()));
        Schema nested = new Schema(required(1, "id", Types.LongType.get()), optional(2, "item", item));
        Table table = create(nested, 2, PartitionSpec.unpartitioned());
        for (long id = 0; id < 2; id++) {
            org.apache.iceberg.data.Record one = org.apache.iceberg.data.GenericRecord.create(item);
            one.set(0, new java.util.UUID(0, id));
            TestLake.append(table, format, null, List.of(TestLake.row(nested, id, one)));
        }

        assertThat(rows("SELECT item, id FROM t WHERE _spec_id <> 7 OR (item IS NULL AND id = 1)"))
                .hasSize(2);
    }

    @Test
    void partitionIsTheUnionOfAllSpecs() {
        Table table =
                create(2, PartitionSpec.builderFor(SCHEMA).bucket("id", 4, "b").build());
        PartitionData bucket = new PartitionData(table.spec().partitionType());
        bucket.set(0, 3);
        TestLake.append(table, FileFormat.PARQUET, bucket, TestLake.ids(SCHEMA, 0, 1));
        table.updateSpec().addField("name").commit();
        PartitionData both = new PartitionData(table.spec().partitionType());
        both.set(0, 1);
        both.set(1, "x");
        TestLake.append(table, FileFormat.PARQUET, both, TestLake.ids(SCHEMA, 1, 2));

        assertThat(rows("SELECT id, _partition, _spec_id FROM t ORDER BY id"))
                .containsExactly("0|{\"b\":3}|0", "1|{\"b\":1,\"name\":\"x\"}|1");
        assertThat(rows("SELECT id, t._partition.name AS n FROM t WHERE t._partition.b = 1"))
                .containsExactly("1|x");
        assertThat(filesRead("t._partition.b = 3")).isEqualTo("1 of 2: 0");
        assertThat(filesRead("t._partition.name = 'x'")).isEqualTo("1 of 2: 1");
        assertThat(filesRead("t._partition.name IS NULL")).isEqualTo("1 of 2: 0");
        assertThat(filesRead("NOT (t._partition.name = 'x')")).isEqualTo("1 of 2:");
        assertThat(filesRead("t._partition.b IN (1, 2) AND t._partition.name LIKE 'x%'"))
                .isEqualTo("1 of 2: 1");
        assertThat(filesRead("t._partition.b > 1 OR id = 1")).isEqualTo("2 of 2: 0 1");
        assertThat(filesRead("t._partition.b > 3")).isEqualTo("0 of 2:");
    }

    @Test
    void columnsOfAWideTableMayHaveTheIdsOfItsPartitions() {
        List<Types.NestedField> columns = new java.util.ArrayList<>();
        for (int i = 1; i <= 1005; i++) {
            columns.add(optional(i, "c" + i, Types.LongType.get()));
        }
        Schema wide = new Schema(columns);
        Table table = create(
                wide,
                2,
                PartitionSpec.builderFor(wide).identity("c1").identity("c1002").build());
        PartitionData partition = new PartitionData(table.spec().partitionType());
        partition.set(0, 7L);
        partition.set(1, 8L);
        Object[] row = new Object[1005];
        row[0] = 7L;
        row[1001] = 8L;
        row[1000] = 5L;
        TestLake.append(table, FileFormat.PARQUET, partition, List.of(TestLake.row(wide, row)));

        assertThat(rows("SELECT c1, c1001, c1002 FROM t WHERE c1002 = 8")).containsExactly("7|5|8");
        assertThat(rows("SELECT c1001, _partition FROM t WHERE t._partition.c1002 = 8"))
                .containsExactly("5|{\"c1\":7,\"c1002\":8}");
    }

    @Test
    void conditionsOnFieldsOfStructuresDropFiles() {
        Types.StructType point = Types.StructType.of(
                optional(3, "x", Types.LongType.get()), optional(4, "name", Types.StringType.get()));
        Schema nested = new Schema(required(1, "id", Types.LongType.get()), optional(2, "p", point));
        Table table = create(nested, 2, PartitionSpec.unpartitioned());
        org.apache.iceberg.data.Record one = org.apache.iceberg.data.GenericRecord.create(point);
        one.set(0, 5L);
        one.set(1, "knot");
        org.apache.iceberg.data.Record two = org.apache.iceberg.data.GenericRecord.create(point);
        two.set(0, 9L);
        TestLake.append(table, List.of(TestLake.row(nested, 0L, one), TestLake.row(nested, 1L, null)));
        TestLake.append(table, List.of(TestLake.row(nested, 2L, two)));

        assertThat(filesRead("t.p.x = 5")).isEqualTo("1 of 2: 0");
        assertThat(filesRead("t.p.x > 5")).isEqualTo("1 of 2: 2");
        assertThat(filesRead("NOT (t.p.x = 5)")).isEqualTo("2 of 2: 2");
        assertThat(filesRead("t.p.x IS NULL")).isEqualTo("2 of 2: 1");
        assertThat(filesRead("t.p.name IS NULL")).isEqualTo("2 of 2: 1 2");
        assertThat(filesRead("t.p.name IS NOT NULL")).isEqualTo("2 of 2: 0");
        assertThat(filesRead("t.p.name LIKE 'kn%'")).isEqualTo("1 of 2: 0");
        assertThat(rows("SELECT count(*) FROM t WHERE t.p.x IS NULL")).containsExactly("1");
        assertThat(rows("SELECT t.p.name, id FROM t WHERE t.p.x = 5")).containsExactly("knot|0");
    }

    @Test
    void latestRowsAndPivotsSayWhereTheyAreSelected() {
        Table table = create(2, PartitionSpec.unpartitioned());
        TestLake.append(
                table,
                List.of(
                        TestLake.row(SCHEMA, 0L, "n0"),
                        TestLake.row(SCHEMA, 1L, "n1"),
                        TestLake.row(SCHEMA, 2L, "n2")));

        assertThatThrownBy(() -> rows("SELECT _pos FROM t FOR LATEST id AS OF 1 BY (name)"))
                .hasMessageContaining("LEFT ASOF JOIN");
        assertThat(rows("SELECT w.id, w._pos FROM (SELECT 1 AS until, 'n1' AS name) AS l LEFT ASOF JOIN t AS w"
                        + " MATCH_CONDITION w.id <= l.until ON w.name = l.name"))
                .containsExactly("1|1");
        assertThatThrownBy(() -> rows("SELECT _pos FROM t PIVOT (count(*) AS n FOR name IN ('n1' AS a))"))
                .hasMessageContaining("subquery");
        assertThat(rows("SELECT * FROM (SELECT _pos AS p, name FROM t)"
                        + " PIVOT (count(*) AS n FOR name IN ('n1' AS a)) ORDER BY p"))
                .containsExactly("0|0", "1|1", "2|0");
    }

    @Test
    void rowsKeepTheirLineageWhenFilesAreRewritten() {
        Table table = create(3, PartitionSpec.unpartitioned());
        DataFile first = TestLake.append(table, TestLake.ids(SCHEMA, 0, 2));
        DataFile second = TestLake.append(table, TestLake.ids(SCHEMA, 2, 4));
        long before = table.currentSnapshot().snapshotId();
        Schema stored = new Schema(List.of(
                SCHEMA.findField("id"),
                SCHEMA.findField("name"),
                org.apache.iceberg.MetadataColumns.ROW_ID,
                org.apache.iceberg.MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER));
        DataFile rewritten = TestLake.write(
                table,
                FileFormat.PARQUET,
                null,
                List.of(
                        TestLake.row(stored, 3L, "n3", 3L, 2L),
                        TestLake.row(stored, 0L, "n0", 0L, 1L),
                        TestLake.row(stored, 9L, "new", null, null)));
        table.newRewrite()
                .rewriteFiles(Set.of(first, second), Set.of(rewritten))
                .commit();

        String query = "SELECT id, _row_id, _last_updated_sequence_number FROM t%s ORDER BY id";
        assertThat(rows(query.formatted(""))).containsExactly("0|0|1", "3|3|2", "9|6|3");
        assertThat(rows(query.formatted(" FOR VERSION AS OF " + before)))
                .containsExactly("0|0|1", "1|1|1", "2|2|2", "3|3|2");
        assertThat(rows("SELECT count(_row_id), min(_row_id), max(_last_updated_sequence_number) FROM t"))
                .containsExactly("3|0|3");
        assertThat(rows("SELECT id FROM t WHERE _row_id = 6")).containsExactly("9");
    }

    @Test
    void tablesBeforeVersionThreeHaveNoLineageAndSaySo() {
        Table table = create(2, PartitionSpec.unpartitioned());
        DataFile file = TestLake.append(table, TestLake.ids(SCHEMA, 0, 3));
        TestLake.deletePositions(table, file, 0);
        TestLake.deleteKeys(table, SCHEMA.select("id"), null, List.of(TestLake.row(SCHEMA.select("id"), 1L)));

        assertThat(rows("SELECT _pos, id FROM t")).containsExactly("2|2");
        assertThatThrownBy(() -> rows("SELECT _row_id FROM t")).hasMessageContaining("format version 3");
        assertThatThrownBy(() -> rows("SELECT _partition FROM t")).hasMessageContaining("partitioned");
    }

    @Test
    void aColumnOfTheTableHidesTheMetadataColumnOfItsName() {
        Schema own = new Schema(required(1, "id", Types.LongType.get()), optional(2, "_POS", Types.StringType.get()));
        Table table = create(own, 2, PartitionSpec.unpartitioned());
        TestLake.append(table, List.of(TestLake.row(own, 1L, "mine")));

        assertThat(lake.rows("SELECT _pos, _spec_id FROM t")).containsExactly("_pos|_spec_id", "mine|0");
        assertThat(lake.rows("SELECT * FROM t WHERE _spec_id = 0").get(0)).isEqualTo("id|_POS");
        assertThat(rows("SELECT id FROM t WHERE _pos = 'mine'")).containsExactly("1");
    }

    @Test
    void theyJoinGroupAndSurviveTheEngine() {
        Table table = create(3, PartitionSpec.unpartitioned());
        TestLake.append(table, TestLake.ids(SCHEMA, 0, 3));
        TestLake.append(table, TestLake.ids(SCHEMA, 3, 5));

        assertThat(rows("SELECT count(*) AS n FROM t GROUP BY _file ORDER BY n"))
                .containsExactly("2", "3");
        assertThat(rows("SELECT a.id FROM t a JOIN t b ON a._row_id = b._row_id AND a._file = b._file"
                        + " WHERE b.id > 3 ORDER BY 1"))
                .containsExactly("4");
        assertThat(rows("SELECT id FROM t ORDER BY _row_id DESC LIMIT 2")).containsExactly("4", "3");
        assertThat(rows("SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY _file ORDER BY _pos) AS n FROM t)"
                        + " WHERE n = 1 ORDER BY id"))
                .containsExactly("0", "3");
    }

    @Test
    void aTrainingDatasetMayNotDependOnWhereRowsAreKept() {
        Table table = create(3, PartitionSpec.unpartitioned());
        TestLake.append(table, TestLake.ids(SCHEMA, 0, 3));

        assertThatThrownBy(() -> rows("CREATE TRAINING DATASET d AS SELECT id FROM t WHERE _pos = 1"))
                .hasMessageContaining("_pos")
                .hasMessageContaining("rewritten");
    }
}

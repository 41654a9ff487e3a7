package io.godwit.planner.training;

import static io.godwit.planner.write.LakeFixture.doubles;
import static io.godwit.planner.write.LakeFixture.instants;
import static io.godwit.planner.write.LakeFixture.longs;
import static io.godwit.planner.write.LakeFixture.name;
import static io.godwit.planner.write.LakeFixture.row;
import static io.godwit.planner.write.LakeFixture.schema;
import static io.godwit.planner.write.LakeFixture.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.planner.CalciteQueryPlanner;
import io.godwit.planner.Parameters;
import io.godwit.planner.Pins;
import io.godwit.planner.PlannerConfig;
import io.godwit.planner.PreparedQuery;
import io.godwit.planner.StatementContext;
import io.godwit.planner.scan.TestLake;
import io.godwit.planner.training.registry.ManifestJson;
import io.godwit.planner.training.registry.SnapshotTags;
import io.godwit.planner.write.WriteMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way in SQL: uploaded labels, air quality that arrives late, rows dropped and proved to come back. */
class TrainingSqlTest {
    private static final Schema LABELS = schema(longs("id"), strings("city"), instants("ts"));
    private static final Schema AIR =
            schema(strings("city"), instants("event_time"), instants("ingested_at"), doubles("pm10"));
    private static final String CREATE = """
            CREATE TRAINING DATASET air WITH (materialize = true) AS
            SELECT l.*, a.pm10 FROM labels AS l
            LEFT ASOF JOIN shop.air AS a MATCH_CONDITION a.event_time <= l.ts AND a.ingested_at <= l.ts
            ON a.city = l.city""";

    @TempDir
    Path directory;

    private DatasetFixture fixture;
    private CalciteQueryPlanner planner;

    @BeforeEach
    void open() {
        fixture = new DatasetFixture(directory);
        planner = CalciteQueryPlanner.open(new PlannerConfig(fixture.lake.configuration(), "lake"));
        try (BatchStream labels =
                fixture.lake.stream(LABELS, row(1, "AMS", 100), row(2, "AMS", 200), row(3, null, 200))) {
            fixture.session.create(fixture.lake.context(), "labels", labels);
        }
        air(row("AMS", 90, 95, 1.0), row("AMS", 150, 300, 2.0));
    }

    @AfterEach
    void nothingLeaks() {
        planner.close();
        fixture.close();
    }

    @Test
    void anIngestionTimeThatOnlyDecidesTiesIsNotABound() {
        String leaking = CREATE.replace(" AND a.ingested_at <= l.ts", "");

        assertThatThrownBy(() -> run(leaking)).hasMessageContaining("known_at = 'waived'");
        assertThat(run(leaking.replace("materialize = true", "known_at = 'waived'"))
                        .get(0)
                        .get(6))
                .isEqualTo("waived");
    }

    @Test
    void materializedNumbersAreWhatTheyWereMade() {
        Schema schema = schema(integer("i8", 8, true), integer("u32", 32, false), integer("u64", 64, false));
        try (BatchStream numbers = fixture.lake.stream(schema, row(-7, -2, -1), row(null, 5, null), row(1, null, 9))) {
            fixture.session.create(fixture.lake.context(), "numbers", numbers);
        }
        String query = "SELECT *, CAST([i8, NULL] AS SMALLINT ARRAY) AS list FROM numbers";
        run("CREATE TRAINING DATASET stored WITH (materialize = true) AS " + query);
        run("CREATE TRAINING DATASET asked AS " + query);

        String sql = "SELECT * FROM training_datasets.stored";
        assertThat(planner.prepare(fixture.lake.context(), sql, fixture.statement())
                        .schema())
                .isEqualTo(planner.prepare(fixture.lake.context(), sql.replace("stored", "asked"), fixture.statement())
                        .schema());
        assertThat(run(sql)).isEqualTo(run(sql.replace("stored", "asked"))).hasSize(3);
        assertThat(run("SELECT i8 FROM training_datasets.stored WHERE u32 > 5")).containsExactly(row((byte) -7));
        assertThat(run("SELECT i8 FROM training_datasets.stored WHERE u64 > -1 AND u64 > i8 ORDER BY i8"))
                .containsExactly(row((byte) -7), row((byte) 1));
        assertThat(run("EXPORT TRAINING DATASET stored VERSION 1 TO 'there'")).hasSize(1);
        assertThat(run("EXPORT TRAINING DATASET stored VERSION 1 TO 'streams' FORMAT ARROW"))
                .hasSize(1);
    }

    private static Field integer(String name, int bits, boolean signed) {
        return Field.nullable(name, new ArrowType.Int(bits, signed));
    }

    @Test
    void namesAfterWhichNothingCanBeCalledAreRefused() {
        for (String name : List.of("\"a.b\"", "\"..\"", "\"\"", "\"a\nb\"")) {
            assertThatThrownBy(() -> run("CREATE TRAINING DATASET " + name + " AS SELECT 1 AS one"))
                    .hasMessageContaining("has neither dots nor control characters");
        }
        assertThatThrownBy(() -> run("CREATE TRAINING DATASET " + "n".repeat(240) + " AS SELECT 1 AS one"))
                .hasMessageContaining("a part of its name has 261 bytes, and storage takes 255");
    }

    @Test
    void lateDataDoesNotReachAVersionThatIsRebuilt() {
        List<List<Object>> receipt = run(CREATE);
        assertThat(receipt.get(0).subList(0, 4)).containsExactly("air", 1, "COMMITTED", 3L);
        assertThat(receipt.get(0).get(6)).isEqualTo("applied");
        List<List<Object>> made = run("SELECT id, pm10 FROM training_datasets.air");
        assertThat(made).containsExactly(row(1L, 1.0), row(2L, 1.0), row(3L, null));

        air(row("AMS", 99, 100, 7.0));
        fixture.session.drop("labels");
        run("DROP TRAINING DATASET air VERSION 1 DATA");
        assertThatThrownBy(() -> run("SELECT * FROM training_datasets.air"))
                .hasMessageContaining("REPRODUCE TRAINING DATASET air VERSION 1");

        List<Object> verdict = run("REPRODUCE TRAINING DATASET air VERSION 1").get(0);
        assertThat(verdict.subList(0, 5)).containsExactly("air", 1, "EXACT", 3L, 3L);
        assertThat(run("SELECT id, pm10 FROM training_datasets.air FOR VERSION AS OF 1"))
                .isEqualTo(made);
    }

    @Test
    void whatADatasetNeedsIsNotDropped() {
        run(CREATE);
        assertThatThrownBy(() -> run("DROP TABLE godwit.air_v1"))
                .hasMessageContaining("belongs to the training datasets; write DROP TRAINING DATASET");
        assertThatThrownBy(() -> run("DROP TABLE shop.air"))
                .hasMessageContaining("UNPIN TRAINING DATASET lets them go");

        run("UNPIN TRAINING DATASET air VERSION 1");
        assertThat(run("DROP TABLE shop.air")).containsExactly(row("lake.shop.air", "DROPPED"));
    }

    @Test
    void datasetsAreTablesOfASchema() {
        assertThat(run("SHOW SCHEMAS")).doesNotContain(row("training_datasets"));
        run(CREATE);
        assertThat(run("SELECT schema_name FROM information_schema.schemata")).contains(row("training_datasets"));
        assertThat(run("SELECT table_name FROM information_schema.tables WHERE table_schema = 'training_datasets'"))
                .containsExactly(row("air"));
        assertThat(run("SELECT column_name FROM information_schema.columns WHERE table_schema = 'training_datasets'"))
                .containsExactly(row("id"), row("city"), row("ts"), row("pm10"));
    }

    @Test
    void fieldsOfAStructKeepTheNamesTheyHad() {
        Types.StructType point = Types.StructType.of(
                Types.NestedField.optional(3, "x", Types.LongType.get()),
                Types.NestedField.optional(4, "y", Types.LongType.get()));
        Table table = fixture.lake
                .catalog()
                .createTable(
                        name("points").identifier(),
                        new org.apache.iceberg.Schema(
                                Types.NestedField.optional(1, "id", Types.LongType.get()),
                                Types.NestedField.optional(2, "spot", point)));
        TestLake.append(table, List.of(TestLake.row(table.schema(), 1L, TestLake.row(point.asSchema(), 10L, 20L))));
        run("CREATE TRAINING DATASET points WITH (materialize = true) AS SELECT id, spot FROM shop.points");
        run("CREATE TRAINING DATASET xs AS SELECT id, p.spot.x AS x FROM shop.points AS p");
        table.refresh();
        table.updateSchema()
                .renameColumn("spot.x", "longitude")
                .renameColumn("spot", "place")
                .commit();
        table.updateSchema().addColumn("place", "x", Types.StringType.get()).commit();
        run("DROP TRAINING DATASET points VERSION 1 DATA");
        assertExactAgain();

        TestLake.append(table, List.of(TestLake.row(table.schema(), 2L, null)));
        for (String dataset : List.of("points", "xs")) {
            run("UNPIN TRAINING DATASET " + dataset + " VERSION 1");
        }
        table.expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit();
        assertExactAgain();
        assertThat(run("SELECT id, x FROM training_datasets.xs")).containsExactly(row(1L, 10L));
        assertThat(run("SELECT id, x FROM training_datasets.xs FOR VERSION AS OF '1-now'"))
                .containsExactlyInAnyOrder(row(1L, 10L), row(2L, null));
    }

    private void assertExactAgain() {
        for (String dataset : List.of("points", "xs")) {
            assertThat(run("REPRODUCE TRAINING DATASET " + dataset + " VERSION 1")
                            .get(0)
                            .get(2))
                    .as(dataset)
                    .isEqualTo("EXACT");
        }
    }

    @Test
    void rebuildsLeaveNoFilesWhenTheVersionIsPurged() throws IOException {
        run(CREATE.replace("true", "false, pin = 'none'"));
        air(row("AMS", 99, 250, 7.0));
        fixture.lake
                .table("air")
                .expireSnapshots()
                .expireOlderThan(Long.MAX_VALUE)
                .retainLast(1)
                .commit();
        assertThat(run("REPRODUCE TRAINING DATASET air VERSION 1").get(0).get(2))
                .isEqualTo("EXACT");
        assertThat(filesBeside("rebuilt")).isNotEmpty();
        run("PURGE TRAINING DATASET air VERSION 1");
        for (String kind : List.of("rebuilt", "row-hashes", "frames")) {
            assertThat(filesBeside(kind)).as(kind).isEmpty();
        }
    }

    private List<Path> filesBeside(String kind) throws IOException {
        Path place = directory.resolve("warehouse/godwit/training_datasets/" + kind);
        if (!Files.exists(place)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(place)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void versionWithoutRowsIsRunAgain() {
        run(CREATE.replace("true", "false"));
        air(row("AMS", 99, 100, 7.0));
        assertThat(run("SELECT id, pm10 FROM training_datasets.air"))
                .containsExactly(row(1L, 1.0), row(2L, 1.0), row(3L, null));
        assertThat(run("REPRODUCE TRAINING DATASET air VERSION 1").get(0).get(2))
                .isEqualTo("EXACT");
    }

    @Test
    void renamedColumnDoesNotChangeAnExact() {
        run(CREATE.replace("true", "false"));
        fixture.lake
                .table("air")
                .updateSchema()
                .renameColumn("pm10", "pm10_micrograms")
                .commit();
        assertThat(run("REPRODUCE TRAINING DATASET air VERSION 1").get(0).get(2))
                .isEqualTo("EXACT");
        assertThat(run("SELECT id, pm10 FROM training_datasets.air")).hasSize(3);
    }

    @Test
    void datasetsAreListedDescribedAndReleased() {
        run(CREATE);
        assertThat(run("SHOW TRAINING DATASETS")).hasSize(1);
        assertThat(run("DESCRIBE TRAINING DATASET air VERSION 1")).isNotEmpty();
        assertThat(run("SHOW PINNED SNAPSHOTS")).hasSize(1);
        assertThat(run("EXPLAIN REPRODUCE TRAINING DATASET air VERSION 1"))
                .extracting(row -> row.get(2))
                .containsExactly("by snapshot", "from the lake");
        run("UNPIN TRAINING DATASET air VERSION 1");
        assertThat(run("SHOW PINNED SNAPSHOTS")).isEmpty();
        run("PURGE TRAINING DATASET air VERSION 1");
        assertThat(run("SHOW TRAINING DATASETS")).isEmpty();
    }

    @Test
    void versionReadByAnotherDatasetIsTheOneItWasMadeWith() {
        run(CREATE.replace("true", "false"));
        run("CREATE TRAINING DATASET means AS SELECT id, pm10 * 10 AS tenfold FROM training_datasets.air");
        List<List<Object>> made = run("SELECT * FROM training_datasets.means");
        assertThat(made).containsExactly(row(1L, 10.0), row(2L, 10.0), row(3L, null));

        air(row("AMS", 99, 100, 7.0));
        run(CREATE.replace("true", "false"));
        assertThat(run("SELECT pm10 FROM training_datasets.air WHERE id = 1")).containsExactly(row(7.0));

        assertThat(run("SELECT * FROM training_datasets.means")).isEqualTo(made);
        assertThat(run("REPRODUCE TRAINING DATASET means VERSION 1").get(0).get(2))
                .isEqualTo("EXACT");
    }

    @Test
    void materializedVersionReadByAnotherDatasetIsTheOneItWasMadeWith() {
        run(CREATE);
        run("CREATE TRAINING DATASET means AS SELECT id, pm10 * 10 AS tenfold FROM training_datasets.air");
        air(row("AMS", 99, 100, 7.0));
        run(CREATE);
        assertThat(run("SELECT * FROM training_datasets.means"))
                .containsExactly(row(1L, 10.0), row(2L, 10.0), row(3L, null));
        assertThat(run("REPRODUCE TRAINING DATASET means VERSION 1").get(0).get(2))
                .isEqualTo("EXACT");
    }

    @Test
    void plannedStatementKeepsTheVersionItWasPlannedWith() {
        run(CREATE.replace("true", "false"));
        String sql = "SELECT pm10 FROM training_datasets.air WHERE id = 1";
        Pins pins = planner.prepare(fixture.lake.context(), sql, fixture.statement())
                .pins();
        air(row("AMS", 99, 100, 7.0));
        run(CREATE.replace("true", "false"));
        assertThat(run(sql, fixture.statement().withPins(pins))).containsExactly(row(1.0));
    }

    @Test
    void snapshotsOfAVersionReadAreHeldForTheReader() {
        run(CREATE.replace("true", "false, pin = 'none'"));
        assertThat(pinTags()).isEmpty();
        run("CREATE TRAINING DATASET means AS SELECT id, pm10 FROM training_datasets.air FOR VERSION AS OF 1");
        assertThat(pinTags()).hasSize(1);
        assertThat(run("SHOW PINNED SNAPSHOTS").get(0).get(5)).isEqualTo("means version 1");
        run("UNPIN TRAINING DATASET air VERSION 1");
        assertThat(pinTags()).hasSize(1);

        air(row("AMS", 99, 100, 7.0));
        fixture.lake
                .table("air")
                .expireSnapshots()
                .expireOlderThan(Long.MAX_VALUE)
                .retainLast(1)
                .commit();
        assertThat(run("REPRODUCE TRAINING DATASET means VERSION 1").get(0).get(2))
                .isEqualTo("EXACT");
        run("UNPIN TRAINING DATASET means VERSION 1");
        assertThat(pinTags()).isEmpty();
    }

    @Test
    void versionReadIsRebuiltFirstWhenItsSnapshotsHaveExpired() {
        run(CREATE.replace("true", "false, pin = 'none'"));
        run("CREATE TRAINING DATASET means WITH (pin = 'none') AS SELECT id, pm10 FROM training_datasets.air");
        air(row("AMS", 99, 250, 7.0));
        fixture.lake
                .table("air")
                .expireSnapshots()
                .expireOlderThan(Long.MAX_VALUE)
                .retainLast(1)
                .commit();
        assertThat(run("REPRODUCE TRAINING DATASET means VERSION 1").get(0).get(2))
                .isEqualTo("EXACT");
        assertThat(run("SELECT * FROM training_datasets.means")).hasSize(3);
    }

    @Test
    void versionReadThatCannotComeBackIsTheReasonOfItsReader() {
        run(CREATE.replace("true", "false, pin = 'none'"));
        run("CREATE TRAINING DATASET means WITH (pin = 'none') AS SELECT id, pm10 FROM training_datasets.air");
        fixture.lake
                .table("air")
                .newDelete()
                .deleteFromRowFilter(Expressions.alwaysTrue())
                .commit();
        fixture.lake
                .table("air")
                .expireSnapshots()
                .expireOlderThan(Long.MAX_VALUE)
                .retainLast(1)
                .commit();
        List<Object> verdict = run("REPRODUCE TRAINING DATASET means VERSION 1").get(0);
        assertThat(verdict.get(2)).isEqualTo("IMPOSSIBLE");
        assertThat((String) verdict.get(9)).contains("training dataset air version 1 comes out DIFFERENT");

        String rebuilt = "SELECT id, pm10 FROM training_datasets.air FOR VERSION AS OF '1-rebuilt'";
        assertThat(run(rebuilt)).containsExactly(row(1L, null), row(2L, null), row(3L, null));
        assertThatThrownBy(() -> run("CREATE TRAINING DATASET wrong AS " + rebuilt))
                .hasMessageContaining("read FOR VERSION AS OF 1");
    }

    @Test
    void versionThatAnotherReadsIsNeitherDroppedNorPurged() {
        run(CREATE);
        run("CREATE TRAINING DATASET means AS SELECT id, pm10 FROM training_datasets.air");
        assertThatThrownBy(() -> run("DROP TRAINING DATASET air VERSION 1 DATA"))
                .hasMessageContaining("means version 1")
                .hasMessageContaining("UNPIN");
        assertThatThrownBy(() -> run("PURGE TRAINING DATASET air VERSION 1")).hasMessageContaining("means version 1");
        run("UNPIN TRAINING DATASET means VERSION 1");
        run("DROP TRAINING DATASET air VERSION 1 DATA");
        assertThat(run("REPRODUCE TRAINING DATASET means VERSION 1").get(0).get(2))
                .isEqualTo("IMPOSSIBLE");
        run("PURGE TRAINING DATASET means VERSION 1");
        run("PURGE TRAINING DATASET air VERSION 1");
        assertThat(run("SHOW TRAINING DATASETS")).isEmpty();
    }

    @Test
    void framesOfTwoDatasetsAreTwoFilesThoughTheyAreTheSame() {
        run(CREATE);
        run(CREATE.replace("DATASET air", "DATASET other"));
        run(CREATE);
        List<String> locations = run(
                        "SELECT manifest FROM godwit.training_datasets WHERE state = 'COMMITTED' ORDER BY dataset, version")
                .stream()
                .map(row -> ManifestJson.read((String) row.get(0))
                        .labelFrames()
                        .get(0)
                        .location())
                .toList();
        assertThat(locations.get(1)).isEqualTo(locations.get(0));
        assertThat(locations.get(2)).isNotEqualTo(locations.get(0));
        run("PURGE TRAINING DATASET air VERSION 1");
        assertThat(run("REPRODUCE TRAINING DATASET air VERSION 2").get(0).get(2))
                .isEqualTo("EXACT");
    }

    @Test
    void tagIsKeptWhileAnyVersionNeedsTheSnapshot() {
        run(CREATE);
        run(CREATE);
        assertThat(pinTags()).hasSize(1);
        run("UNPIN TRAINING DATASET air VERSION 1");
        assertThat(pinTags()).hasSize(1);
        run("UNPIN TRAINING DATASET air VERSION 2");
        assertThat(pinTags()).isEmpty();
    }

    private List<String> pinTags() {
        return fixture.lake.table("air").refs().keySet().stream()
                .filter(ref -> ref.startsWith(SnapshotTags.PREFIX))
                .toList();
    }

    private void air(List<?>... rows) {
        try (BatchStream stream = fixture.lake.stream(AIR, rows)) {
            planner.write(fixture.lake.context(), stream, name("air"), WriteMode.CREATE_OR_APPEND);
        }
        fixture.lake
                .table("air")
                .updateProperties()
                .set("godwit.ingestion-time", "ingested_at")
                .commit();
    }

    private List<List<Object>> run(String sql) {
        return run(sql, fixture.statement());
    }

    private List<List<Object>> run(String sql, StatementContext statement) {
        PreparedQuery query = planner.prepare(fixture.lake.context(), sql, statement);
        try (BatchStream stream = query.execute(fixture.lake.context(), Parameters.NONE)) {
            return DatasetFixture.rows(stream);
        }
    }
}

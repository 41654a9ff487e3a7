package io.godwit.planner.training.source;

import static io.godwit.planner.write.LakeFixture.doubles;
import static io.godwit.planner.write.LakeFixture.instants;
import static io.godwit.planner.write.LakeFixture.row;
import static io.godwit.planner.write.LakeFixture.schema;
import static io.godwit.planner.write.LakeFixture.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.planner.Pins;
import io.godwit.planner.scan.TestLake;
import io.godwit.planner.training.AirQuality;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.DateTimeUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Air quality whose event time precedes a version, but which the table learned of after it. */
class LateRowsTest {
    private static final String LATE = "SHOW LATE ROWS FOR TRAINING DATASET air VERSION 1";

    @TempDir
    Path directory;

    private AirQuality air;

    @BeforeEach
    void open() {
        air = new AirQuality(directory);
    }

    @AfterEach
    void nothingLeaks() {
        air.close();
    }

    /** Change, effect, city and value. */
    private List<List<Object>> late(String sql) {
        return air.run(sql).stream()
                .map(row -> row(row.get(0), row.get(1), row.get(2), row.get(row.size() - 1)))
                .toList();
    }

    @Test
    void rowThatCameLateAnUpdateAndADeleteAreListed() {
        air.measure(row("UTR", 10, 11, 5.0));
        air.create("");
        assertThat(air.run(LATE)).isEmpty();

        // Came after the version, though it was so before: label 1 at 100 takes it.
        air.measure(row("AMS", 99, 300, 7.0));
        // Too young for every label, too old to be taken, and another city: none of them would change the version.
        air.measure(row("AMS", 900, 901, 8.0), row("AMS", 10, 300, 9.0), row("LEI", 50, 300, 9.0));
        assertThat(late(LATE)).containsExactly(row("added", "taken", "AMS", 7.0));

        // Measured anew: what label 2 takes has changed.
        update(150, 2.5);
        assertThat(late(LATE))
                .containsExactly(
                        row("added", "taken", "AMS", 7.0),
                        row("changed_from", "taken", "AMS", 2.0),
                        row("changed_to", "taken", "AMS", 2.5));

        // Erased: label 2 falls back to the row that came late.
        delete(150);
        assertThat(late(LATE)).containsExactly(row("added", "taken", "AMS", 7.0), row("removed", "taken", "AMS", 2.0));

        assertThat(air.run("DIFF TRAINING DATASET air VERSION 1 TO NOW KEY (id)").stream()
                        .map(row -> row(row.get(0), row.get(1), row.get(4))))
                .containsExactly(
                        row("changed_from", 1L, 1.0),
                        row("changed_to", 1L, 7.0),
                        row("changed_from", 2L, 2.0),
                        row("changed_to", 2L, 7.0));
        assertThat(air.run("REPRODUCE TRAINING DATASET air VERSION 1").get(0).get(2))
                .isEqualTo("EXACT");
    }

    @Test
    void rowThatWasNotKnownAtTheLabelsTimeChangesNothing() {
        air.run("CREATE TRAINING DATASET air AS "
                + AirQuality.QUERY.replace("a.event_time <= l.ts", "a.event_time <= l.ts AND a.ingested_at <= l.ts"));
        air.measure(row("AMS", 99, 300, 7.0));
        assertThat(air.run(LATE)).isEmpty();
        air.measure(row("AMS", 98, 98, 6.0));
        assertThat(late(LATE)).containsExactly(row("added", "taken", "AMS", 6.0));
    }

    @Test
    void rowsBehindAnAggregateArePossibleOnes() {
        air.run("CREATE TRAINING DATASET air WITH (known_at = 'waived') AS SELECT city, count(*) AS n, max(pm10) AS p"
                + " FROM shop.air GROUP BY city");
        air.measure(row("LEI", 50, 300, 9.0));
        assertThat(late(LATE)).containsExactly(row("added", "possible", "LEI", 9.0));
    }

    @Test
    void rowsAreTracedThroughJoinsProjectionsAndUnions() {
        air.run("CREATE TRAINING DATASET air WITH (known_at = 'waived') AS"
                + " SELECT b.pm10 * 2 AS p FROM shop.air AS b JOIN labels AS l ON l.city = b.city AND l.id = 1 WHERE b.pm10 > 1"
                + " UNION ALL SELECT pm10 FROM (SELECT city, pm10, event_time FROM shop.air) AS c WHERE pm10 < 0");
        air.measure(row("AMS", 1, 1, 0.5), row("AMS", 2, 2, 3.0), row("AMS", 3, 3, -1.0), row("LEI", 4, 4, 8.0));
        assertThat(late(LATE + " KEY (pm10)")).extracting(row -> row.get(3)).containsExactlyInAnyOrder(3.0, -1.0);
    }

    @Test
    void reportIsBoundWhenItIsPlanned() {
        air.create("");
        air.measure(row("AMS", 99, 300, 7.0));
        Pins pins = air.planner
                .prepare(air.fixture.lake.context(), LATE, air.fixture.statement())
                .pins();
        air.measure(row("AMS", 199, 300, 8.0));
        assertThat(air.run(LATE, air.fixture.statement().withPins(pins))).hasSize(1);
        assertThat(air.run(LATE)).hasSize(2);
    }

    @Test
    void renamedColumnsAreStillThoseThatAreRead() {
        air.create("");
        air.table()
                .updateSchema()
                .renameColumn("pm10", "micrograms")
                .renameColumn("event_time", "measured_at")
                .commit();
        air.table().updateSchema().addColumn("pm10", Types.StringType.get()).commit();
        air.append(
                "air",
                schema(strings("city"), instants("measured_at"), instants("ingested_at"), doubles("micrograms")),
                row("AMS", 99, 300, 7.0));
        assertThat(late(LATE)).containsExactly(row("added", "taken", "AMS", 7.0));
        assertThat(air.run("SELECT id, pm10 FROM training_datasets.air FOR VERSION AS OF '1-now'"))
                .containsExactlyInAnyOrder(row(1L, 7.0), row(2L, 2.0), row(3L, null));
        assertThat(air.run("DIFF TRAINING DATASET air VERSION 1 TO NOW KEY (id)"))
                .hasSize(2);

        air.table().updateProperties().set("godwit.event-time", "measured_at").commit();
        assertThat(late(LATE)).containsExactly(row("added", "taken", "AMS", 7.0));
        Pins pins = air.planner
                .prepare(air.fixture.lake.context(), LATE, air.fixture.statement())
                .pins();
        assertThat(air.run(LATE, air.fixture.statement().withPins(pins))).hasSize(1);
        assertThat(air.run("REPRODUCE TRAINING DATASET air VERSION 1").get(0).get(2))
                .isEqualTo("EXACT");
    }

    @Test
    void nextVersionIsMadeOfRenamedColumns() {
        air.create("");
        air.table().updateSchema().renameColumn("pm10", "micrograms").commit();
        air.append(
                "air",
                schema(strings("city"), instants("event_time"), instants("ingested_at"), doubles("micrograms")),
                row("AMS", 99, 300, 7.0));
        air.run("CREATE TRAINING DATASET air FROM VERSION 1");
        String second = "SELECT id, pm10 FROM training_datasets.air FOR VERSION AS OF 2";
        List<List<Object>> made = air.run(second);
        assertThat(made).containsExactlyInAnyOrder(row(1L, 7.0), row(2L, 2.0), row(3L, null));

        air.run("PURGE TRAINING DATASET air VERSION 1");
        air.table().updateSchema().renameColumn("micrograms", "particles").commit();
        assertThat(air.run(second)).isEqualTo(made);
        assertThat(air.run("REPRODUCE TRAINING DATASET air VERSION 2").get(0).get(2))
                .isEqualTo("EXACT");
        air.run("CREATE TRAINING DATASET air FROM VERSION 2");
        assertThat(air.run("DIFF TRAINING DATASET air VERSION 2 TO 3")).isEmpty();
    }

    @Test
    void tableThatIsNotReadIsRefused() {
        air.create("");
        assertThat(air.run(LATE.replace("ROWS", "ROWS OF shop.air"))).isEmpty();
        assertThatThrownBy(() -> air.run(LATE.replace("ROWS", "ROWS OF shop.water")))
                .hasMessageContaining("it reads: lake.shop.air");
    }

    @Test
    void datasetOfUploadedFramesAloneSaysThatNoRowCanComeLate() {
        air.run("CREATE TRAINING DATASET uploaded AS SELECT id FROM labels");
        for (String of : List.of("", "OF shop.air ")) {
            assertThatThrownBy(() -> air.run("SHOW LATE ROWS " + of + "FOR TRAINING DATASET uploaded VERSION 1"))
                    .hasMessage(
                            "Training dataset uploaded version 1 reads no table of the lake, so no row can come late for it");
        }
    }

    /** Copy-on-write: every row is written anew, that one with another value. */
    private void update(long eventTime, double value) {
        List<List<Object>> rows = air.run("SELECT city, event_time, ingested_at, pm10 FROM shop.air");
        air.table().newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
        air.measure(rows.stream()
                .map(row -> (Long) row.get(1) == eventTime ? row(row.get(0), eventTime, 400, value) : row)
                .toArray(List<?>[]::new));
    }

    /** Merge-on-read. */
    private void delete(long eventTime) {
        Schema key = air.table().schema().select("event_time");
        TestLake.deleteKeys(
                air.table(), key, null, List.of(TestLake.row(key, DateTimeUtil.timestamptzFromMicros(eventTime))));
    }
}

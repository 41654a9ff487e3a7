package io.godwit.planner.training;

import static io.godwit.planner.write.LakeFixture.doubles;
import static io.godwit.planner.write.LakeFixture.longs;
import static io.godwit.planner.write.LakeFixture.row;
import static io.godwit.planner.write.LakeFixture.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.planner.StatementContext;
import io.godwit.planner.write.LakeFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which queries may become training datasets, and that those which may come out the same. */
class ReproducibleQueriesTest {
    private static final Schema PRICES = schema(longs("sku"), doubles("price"));
    private static final int ROWS = 300_000;

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

    @Test
    void whatVariesIsRefusedByName() {
        assertRefused("SELECT city, rand() AS r FROM shop.air", "it calls RAND");
        assertRefused("SELECT table_name FROM information_schema.tables", "it reads information_schema.tables");
        assertRefused("SELECT snapshot_id FROM shop.\"air$snapshots\"", "air$snapshots, which no snapshot holds");
        assertRefused(
                "SELECT city FROM shop.air WHERE pm10 > (SELECT count(*) FROM information_schema.tables)",
                "it reads information_schema.tables");
    }

    private void assertRefused(String query, String why) {
        assertThatThrownBy(() -> create("bad", query)).hasMessageContaining(why);
        assertThat(air.run("SHOW TRAINING DATASETS")).isEmpty();
    }

    @Test
    void thePresentIsFrozen() {
        create("stamped", "SELECT city, current_timestamp AS made, current_date AS day FROM shop.air");
        List<List<Object>> made = air.run("SELECT * FROM training_datasets.stamped");
        air.fixture.lake.setNow(LakeFixture.START.plus(Duration.ofDays(3)));
        assertThat(air.run("SELECT * FROM training_datasets.stamped")).isEqualTo(made);
        assertThat(air.run("REPRODUCE TRAINING DATASET stamped VERSION 1")
                        .get(0)
                        .get(2))
                .isEqualTo("EXACT");
    }

    @Test
    void whatTheOtherEngineRunsComesOutTheSame() {
        Random random = new Random(7);
        air.append(
                "prices",
                PRICES,
                LongStream.range(0, ROWS)
                        .mapToObj(sku -> row(sku % 100, random.nextDouble() * Math.pow(10, random.nextInt(12))))
                        .toArray(List<?>[]::new));
        String grouped = "SELECT sku, count(*) AS n, sum(price) AS s, avg(price) AS a FROM shop.prices GROUP BY sku";
        create("grouped", grouped);
        create("top", "SELECT * FROM (" + grouped + ") AS g ORDER BY n LIMIT 10");
        create("ranked", "SELECT sku, row_number() OVER (PARTITION BY sku % 3 ORDER BY sku % 7) AS r FROM shop.prices");
        create("joined", "SELECT a.sku, b.city FROM shop.prices AS a JOIN shop.air AS b ON b.pm10 = a.sku");
        for (String dataset : List.of("grouped", "top", "ranked", "joined")) {
            for (int run = 0; run < 3; run++) {
                assertThat(air.run("REPRODUCE TRAINING DATASET %s VERSION 1".formatted(dataset))
                                .get(0)
                                .get(2))
                        .as(dataset)
                        .isEqualTo("EXACT");
            }
        }
    }

    @Test
    void datasetIsReadInTheTimeZoneItWasMadeIn() {
        String query = "SELECT city, CAST(event_time AS VARCHAR) AS moment FROM shop.air GROUP BY 1, 2";
        StatementContext here = air.fixture.statement();
        StatementContext there = new StatementContext(
                here.principal(),
                here.policyVersion(),
                here.catalog(),
                here.namespace(),
                ZoneId.of("Asia/Tokyo"),
                here.options(),
                here.temporaryTables(),
                null);
        air.run("CREATE TRAINING DATASET abroad WITH (known_at = 'waived') AS " + query, there);
        assertThat(air.run("SELECT min(moment) FROM training_datasets.abroad", here))
                .isEqualTo(air.run("SELECT min(moment) FROM (" + query + ") AS q", there))
                .isNotEqualTo(air.run("SELECT min(moment) FROM (" + query + ") AS q", here));
    }

    @Test
    void whatMindsTheOrderMayBeTheInputOfWhatDoesNot() {
        String first = "SELECT * FROM (SELECT * FROM shop.air ORDER BY city LIMIT 2) AS a";
        create(
                "counted",
                "SELECT l.city, count(*) AS n FROM (" + first + ") AS l LEFT ASOF JOIN shop.air AS a"
                        + " MATCH_CONDITION a.event_time <= l.event_time ON a.city = l.city GROUP BY l.city");
        create("limited", first);
        assertThat(air.run("SELECT n FROM training_datasets.counted")).containsExactly(row(2L));
        assertThat(air.run("SELECT city, count(*) AS n FROM training_datasets.limited GROUP BY city"))
                .containsExactly(row("AMS", 2L));
    }

    @Test
    void viewThatIsDroppedIsStillRead() throws IOException {
        air.run("CREATE VIEW shop.high AS SELECT city, pm10 FROM shop.air WHERE pm10 > 1");
        air.run("CREATE TRAINING DATASET high WITH (known_at = 'waived') AS SELECT * FROM shop.high");
        List<List<Object>> rows = air.run("SELECT * FROM training_datasets.high");
        air.run("DROP VIEW shop.high");
        List<Path> ofTheView;
        try (Stream<Path> files = Files.walk(directory)) {
            ofTheView = files.filter(file -> file.toString().contains("high/metadata/"))
                    .toList();
        }
        air.append("high", schema(longs("other")), row(7L));
        assertThat(air.run("SELECT * FROM training_datasets.high")).isEqualTo(rows);
        assertThat(reproduced("high")).isEqualTo("EXACT");
        for (Path file : ofTheView) {
            Files.delete(file);
        }
        assertThat(reproduced("high")).isEqualTo("IMPOSSIBLE");
    }

    private Object reproduced(String dataset) {
        return air.run("REPRODUCE TRAINING DATASET %s VERSION 1".formatted(dataset))
                .get(0)
                .get(2);
    }

    private void create(String name, String query) {
        air.run("CREATE TRAINING DATASET %s WITH (known_at = 'waived') AS %s".formatted(name, query));
    }
}

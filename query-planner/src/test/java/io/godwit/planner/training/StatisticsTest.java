package io.godwit.planner.training;

import static io.godwit.planner.write.LakeFixture.doubles;
import static io.godwit.planner.write.LakeFixture.instants;
import static io.godwit.planner.write.LakeFixture.longs;
import static io.godwit.planner.write.LakeFixture.row;
import static io.godwit.planner.write.LakeFixture.schema;
import static io.godwit.planner.write.LakeFixture.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.godwit.planner.training.registry.ManifestJson;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatisticsTest {
    private static final Schema EVENTS = schema(longs("id"), strings("city"), instants("ts"), doubles("x"));
    private static final String SHOW = "SHOW STATISTICS FOR TRAINING DATASET events VERSION ";

    @TempDir
    Path directory;

    private AirQuality air;

    @BeforeEach
    void open() {
        air = new AirQuality(directory);
        events(0, 1000, 1.0);
    }

    @AfterEach
    void nothingLeaks() {
        air.close();
    }

    private void events(long start, long end, double factor) {
        air.append(
                "events",
                EVENTS,
                LongStream.range(start, end)
                        .mapToObj(id -> row(id, id % 10 == 0 ? null : "c" + id % 10, id * 1_000_000, id % 100 * factor))
                        .toArray(List<?>[]::new));
    }

    private void create(String options) {
        air.run("CREATE TRAINING DATASET events WITH (" + options + ") AS SELECT * FROM shop.events");
    }

    private List<Object> statistics(int version, String split, String column) {
        return air.run(SHOW + version).stream()
                .filter(row -> java.util.Objects.equals(row.get(0), split)
                        && row.get(1).equals(column))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void columnsAreSummarizedInThePassThatMakesTheVersion() {
        create("statistics = true");
        List<Object> id = statistics(1, null, "id");
        assertThat(id.subList(3, 5)).containsExactly(1000L, 0L);
        assertThat((Double) id.get(5)).isCloseTo(1000, within(50.0));
        assertThat(id.subList(6, 9)).containsExactly("0", "999", 499.5);
        assertThat((Double) id.get(9)).isCloseTo(288.675, within(0.001));
        assertThat((Double) id.get(13)).as("median").isCloseTo(500, within(30.0));

        assertThat(statistics(1, null, "city").subList(3, 9)).containsExactly(1000L, 100L, 9.0, "c1", "c9", null);
        assertThat(statistics(1, null, "ts").subList(6, 8))
                .containsExactly("1970-01-01T00:00:00Z", "1970-01-01T00:16:39Z");
    }

    @Test
    void eachPartHasItsOwn() {
        create("split.time = 'ts', split.train = '1970-01-01T00:10:00Z', split.test = 'rest'");
        assertThat(statistics(1, "train", "id").subList(3, 9)).containsExactly(600L, 0L, 600.0, "0", "599", 299.5);
        assertThat(statistics(1, "test", "id").subList(6, 9)).containsExactly("600", "999", 799.5);
        assertThat(statistics(1, null, "id").subList(6, 9)).containsExactly("0", "999", 499.5);
        assertThat(air.run(SHOW + 1)).hasSize(15);
    }

    @Test
    void columnsWhoseDistributionMovedAreTold() {
        create("statistics = true");
        events(1000, 2000, 3.0);
        create("description = 'without statistics'");
        List<List<Object>> moved = air.run("DIFF TRAINING DATASET events VERSION 1 TO 2 COLUMNS");
        assertThat(moved).extracting(row -> row.get(0)).containsExactly("id", "city", "ts", "x");
        assertThat(moved).extracting(row -> row.get(1)).containsExactly("moved", "changed", "moved", "moved");
        assertThat((Double) moved.get(0).get(2))
                .as("half of the ids are greater than any before")
                .isCloseTo(0.5, within(0.03));
        assertThat((Double) moved.get(1).get(2)).isCloseTo(0, within(0.001));
        assertThat(moved.get(0).subList(3, 5)).containsExactly(1000L, 2000L);

        assertThat(air.run("DIFF TRAINING DATASET events VERSION 2 TO 2 COLUMNS"))
                .extracting(row -> row.get(1))
                .containsOnly("same");
        assertThat(air.run("DIFF TRAINING DATASET events VERSION 1 TO NOW COLUMNS"))
                .extracting(row -> row.get(1))
                .containsExactly("moved", "changed", "moved", "moved");
    }

    @Test
    void purgeTakesThemToo() {
        create("statistics = true");
        assertThat(air.fixture
                        .lake
                        .table("events")
                        .io()
                        .newInputFile(statisticsOf())
                        .exists())
                .isTrue();
        String location = statisticsOf();
        air.run("PURGE TRAINING DATASET events VERSION 1");
        assertThat(air.fixture.lake.table("events").io().newInputFile(location).exists())
                .isFalse();
    }

    private String statisticsOf() {
        return ManifestJson.read(
                        (String) air.run("SELECT manifest FROM godwit.training_datasets WHERE state = 'COMMITTED'")
                                .get(0)
                                .get(0))
                .contents()
                .statistics();
    }
}

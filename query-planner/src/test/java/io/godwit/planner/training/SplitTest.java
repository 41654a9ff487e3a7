package io.godwit.planner.training;

import static io.godwit.planner.write.LakeFixture.instants;
import static io.godwit.planner.write.LakeFixture.longs;
import static io.godwit.planner.write.LakeFixture.row;
import static io.godwit.planner.write.LakeFixture.schema;
import static io.godwit.planner.write.LakeFixture.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitTest {
    private static final Schema EVENTS = schema(longs("id"), strings("city"), instants("ts"));
    private static final String ALL = " AS SELECT * FROM shop.events";

    @TempDir
    Path directory;

    private AirQuality air;

    @BeforeEach
    void open() {
        air = new AirQuality(directory);
        events(0, 1000);
    }

    @AfterEach
    void nothingLeaks() {
        air.close();
    }

    private void events(long start, long end) {
        air.append(
                "events",
                EVENTS,
                LongStream.range(start, end)
                        .mapToObj(id -> row(id, id % 50 == 0 ? null : "c" + id % 50, id))
                        .toArray(List<?>[]::new));
    }

    private void create(String options) {
        air.run("CREATE TRAINING DATASET events WITH (" + options + ")" + ALL);
    }

    @Test
    void sharesAreKeptAndRowsStayOnTheirSideAfterAppends() {
        create("split.hash = 'id', split.salt = 'a'");
        List<List<Object>> before = air.run("SELECT id, split FROM training_datasets.events");
        assertThat(count("train")).isCloseTo(800, within(60L));
        assertThat(count("validation")).isCloseTo(100, within(40L));
        assertThat(count("train") + count("validation") + count("test")).isEqualTo(1000);

        events(1000, 2000);
        create("split.hash = 'id', split.salt = 'a', materialize = true");
        assertThat(air.run("SELECT id, split FROM training_datasets.events")).containsAll(before);
        create("split.hash = 'id', split.salt = 'b'");
        assertThat(air.run("SELECT id, split FROM training_datasets.events WHERE id < 1000"))
                .isNotEqualTo(before);
    }

    private long count(String part) {
        return (Long) air.run("SELECT count(*) FROM training_datasets.events WHERE split = '%s'".formatted(part))
                .get(0)
                .get(0);
    }

    @Test
    void hashIsTheOneThatIsSpecified() {
        create("split.hash = 'id,city', split.salt = 'pepper', split.a = 0.5, split.b = 0.5, split.column = 'side'");
        List<List<Object>> sides = air.run("SELECT side FROM training_datasets.events WHERE id < 12 ORDER BY id");
        assertThat(sides.stream().map(row -> (String) row.get(0)).reduce("", String::concat))
                .isEqualTo("bbbaaabbbabb");
    }

    @Test
    void groupsStayTogether() {
        create("split.group = 'city', split.train = 0.5, split.test = 0.5");
        assertThat(air.run("SELECT city FROM training_datasets.events GROUP BY city HAVING count(DISTINCT split) > 1"))
                .isEmpty();
        assertThat(air.run("SELECT DISTINCT split FROM training_datasets.events"))
                .hasSize(2);
    }

    @Test
    void windowsOfTimeAreHalfOpen() {
        air.append("events", EVENTS, row(5000, null, null));
        create("split.time = 'ts', split.validation = '1970-01-01T00:00:00.000900Z',"
                + " split.train = '1970-01-01 00:00:00.000500', split.test = 'rest'");
        assertThat(air.run("SELECT split, min(id), max(id) FROM training_datasets.events GROUP BY split"))
                .containsExactlyInAnyOrder(
                        row("train", 0L, 499L),
                        row("validation", 500L, 899L),
                        row("test", 900L, 999L),
                        row(null, 5000L, 5000L));
    }

    @Test
    void splitsComeBackWithTheRows() {
        create("split.hash = 'id', materialize = true");
        List<List<Object>> made = air.run("SELECT * FROM training_datasets.events");
        air.run("DROP TRAINING DATASET events VERSION 1 DATA");
        assertThat(air.run("REPRODUCE TRAINING DATASET events VERSION 1").get(0).get(2))
                .isEqualTo("EXACT");
        assertThat(air.run("SELECT * FROM training_datasets.events")).isEqualTo(made);
    }

    @Test
    void rulesThatMakeNoSenseAreRefused() {
        assertRefused("split.hash = 'idd'", "did you mean id?");
        assertRefused("split.hash = 'id', split.train = 0.5", "add up to 0.5");
        assertRefused("split.hash = 'id', split.train = 1.5", "at most 1");
        assertRefused("split.hash = 'id', split.time = 'ts'", "one of them");
        assertRefused("split.train = 1", "Say split.hash");
        assertRefused("split.time = 'id', split.a = '2020-01-01', split.b = 'rest'", "needs a timestamp or a date");
        assertRefused("split.time = 'ts', split.a = 'soon', split.b = 'rest'", "2026-01-31");
        assertRefused("split.time = 'ts', split.a = '2020-01-01'", "what comes after");
        assertRefused("split.hash = 'id', split.column = 'City'", "has a column City already");
    }

    private void assertRefused(String options, String why) {
        assertThatThrownBy(() -> create(options)).hasMessageContaining(why);
    }
}

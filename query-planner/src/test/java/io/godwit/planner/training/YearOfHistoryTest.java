package io.godwit.planner.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Datasets made at random moments of a table's eventful year, then deleted and reproduced when their snapshots are long gone;
 * every verdict is held against the rows as they were seen at the time. {@code -Dgodwit.soak=50} makes that many.
 */
class YearOfHistoryTest {
    private static final int DATASETS = Integer.getInteger("godwit.soak", 6);
    private static final long SEED = Long.getLong("godwit.seed", 20_261_125L);
    private static final List<String> QUERIES = List.of(
            AirQuality.QUERY,
            "SELECT city, pm10, event_time FROM shop.air WHERE pm10 > 300",
            "SELECT city, count(*) AS n, max(pm10) AS most, sum(pm10) AS total FROM shop.air GROUP BY city",
            "SELECT a.city, a.event_time, l.id FROM shop.air AS a JOIN labels AS l ON l.city = a.city");

    @TempDir
    Path directory;

    private final Random random = new Random(SEED);
    private final List<Made> made = new ArrayList<>();
    private AirQuality air;
    private TableHistory history;

    /** A dataset, and its rows as they were. */
    private record Made(String name, boolean pinned, boolean materialized, List<List<Object>> rows) {}

    @BeforeEach
    void open() {
        air = new AirQuality(directory);
        history = new TableHistory(air, random);
    }

    @AfterEach
    void nothingLeaks() {
        air.close();
    }

    @Test
    void everyVerdictIsTrue() {
        List<String> steps = new ArrayList<>();
        while (made.size() < DATASETS) {
            steps.add(history.step());
            if (random.nextInt(3) == 0) {
                make();
            }
            if (random.nextInt(8) == 0) {
                history.expire();
                steps.add("expiry");
            }
        }
        for (int i = 0; i < made.size(); i++) {
            if (made.get(i).pinned() && i % 3 == 0) {
                unpin(i);
            }
        }
        history.erase("DEL");
        history.expire();
        Map<String, Integer> verdicts = new HashMap<>();
        for (Made each : made) {
            String verdict = check(each);
            verdicts.merge((each.pinned() ? "pinned " : "unpinned ") + verdict, 1, Integer::sum);
        }
        System.out.printf("seed %d, %d steps, %s%n", SEED, steps.size(), verdicts);
        assertThat(verdicts).containsKey("pinned EXACT");
    }

    private void make() {
        String name = "d" + made.size();
        String query = QUERIES.get(random.nextInt(QUERIES.size()));
        boolean pinned = random.nextInt(3) > 0;
        boolean materialized = random.nextBoolean();
        List<List<Object>> rows = air.run(query);
        air.run("CREATE TRAINING DATASET %s WITH (known_at = 'waived', pin = '%s', materialize = %s) AS %s"
                .formatted(name, pinned ? "required" : "none", materialized, query));
        made.add(new Made(name, pinned, materialized, rows));
    }

    private void unpin(int index) {
        Made each = made.get(index);
        air.run("UNPIN TRAINING DATASET %s VERSION 1".formatted(each.name()));
        made.set(index, new Made(each.name(), false, each.materialized(), each.rows()));
    }

    private String check(Made each) {
        if (each.materialized()) {
            air.run("DROP TRAINING DATASET %s VERSION 1 DATA".formatted(each.name()));
        }
        List<Object> verdict = air.run("REPRODUCE TRAINING DATASET %s VERSION 1".formatted(each.name()))
                .get(0);
        String kind = (String) verdict.get(2);
        switch (kind) {
            case "EXACT" ->
                assertThat(rows(each, "1")).as(each.name()).containsExactlyInAnyOrderElementsOf(each.rows());
            case "DIFFERENT" -> {
                assertThat(each.pinned())
                        .as("%s is pinned: %s", each.name(), verdict)
                        .isFalse();
                List<List<Object>> found = rows(each, "'1-rebuilt'");
                assertThat(verdict.subList(3, 7))
                        .as(each.name())
                        .containsExactly(
                                (long) each.rows().size(),
                                (long) found.size(),
                                without(each.rows(), found),
                                without(found, each.rows()));
            }
            default -> {
                assertThat(each.pinned())
                        .as("%s is pinned: %s", each.name(), verdict)
                        .isFalse();
                assertThat((String) verdict.get(9)).as(each.name()).contains("has expired");
            }
        }
        return kind;
    }

    private List<List<Object>> rows(Made each, String version) {
        return air.run("SELECT * FROM training_datasets.%s FOR VERSION AS OF %s".formatted(each.name(), version));
    }

    /** How many rows of {@code rows} the others do not have, duplicates counted. */
    private static long without(List<List<Object>> rows, List<List<Object>> others) {
        List<List<Object>> left = new ArrayList<>(rows);
        others.forEach(left::remove);
        return left.size();
    }
}

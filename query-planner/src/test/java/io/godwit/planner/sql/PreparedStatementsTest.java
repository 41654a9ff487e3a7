package io.godwit.planner.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.godwit.planner.Parameters;
import io.godwit.planner.Pins;
import io.godwit.planner.PreparedQuery;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedStatementsTest {
    @TempDir
    Path directory;

    private SqlLake lake;

    @BeforeEach
    void open() {
        lake = new SqlLake(directory);
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @Test
    void statementsOfTheWarmUpRun() {
        assertThatCode(() -> lake.planner().warmUp(lake.context())).doesNotThrowAnyException();
    }

    @Test
    void onlyWhoAsksForThePresentDependsOnIt() {
        lake.createTable("shop.stock", "SELECT * FROM (VALUES (1)) AS t (id)");
        assertThat(lake.prepare("SELECT id FROM stock WHERE id > 0").readsClock())
                .isFalse();
        for (String sql : List.of(
                "SELECT current_timestamp AS now FROM stock",
                "SELECT id FROM stock WHERE current_date > DATE '2020-01-01'",
                "SELECT id FROM stock WHERE EXISTS (SELECT id FROM stock AS s WHERE localtimestamp > TIMESTAMP '2020-01-01 00:00:00')",
                "SELECT * FROM (SELECT id, now() AS seen FROM stock) AS inner_query")) {
            assertThat(lake.prepare(sql).readsClock()).as(sql).isTrue();
        }
    }

    @Test
    void pinsBindTheSameStatementToTheSameRows() {
        lake.createTable("shop.stock", "SELECT * FROM (VALUES (1)) AS t (id)");
        PreparedQuery first = lake.prepare("SELECT id FROM stock");
        Pins pins = first.pins();
        lake.append("shop.stock", "SELECT * FROM (VALUES (2)) AS t (id)");

        PreparedQuery again = lake.planner()
                .prepare(
                        lake.context(), "SELECT id FROM stock", lake.statement().withPins(pins));

        assertThat(lake.rows("SELECT id FROM stock")).containsExactly("id", "1", "2");
        assertThat(lake.rows(again, Parameters.NONE)).isEqualTo(List.of("id", "1"));
        assertThat(again.pins()).isEqualTo(pins);
    }
}

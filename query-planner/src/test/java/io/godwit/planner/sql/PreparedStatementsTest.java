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

package io.godwit.planner.training;

import static io.godwit.planner.write.LakeFixture.doubles;
import static io.godwit.planner.write.LakeFixture.longs;
import static io.godwit.planner.write.LakeFixture.row;
import static io.godwit.planner.write.LakeFixture.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.planner.Pins;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionDiffTest {
    private static final Schema PRICES = schema(longs("sku"), doubles("price"));
    private static final String CREATE = "CREATE TRAINING DATASET prices AS SELECT * FROM shop.prices";

    @TempDir
    Path directory;

    private AirQuality air;

    @BeforeEach
    void open() {
        air = new AirQuality(directory);
        prices(row(1, 1.0), row(2, 2.0), row(2, 2.0), row(3, null), row(null, 9.0));
        air.run(CREATE);
    }

    @AfterEach
    void nothingLeaks() {
        air.close();
    }

    private void prices(List<?>... rows) {
        air.append("prices", PRICES, rows);
    }

    private void deleteAll() {
        air.fixture
                .lake
                .table("prices")
                .newDelete()
                .deleteFromRowFilter(Expressions.alwaysTrue())
                .commit();
    }

    @Test
    void rowsAreAddedRemovedAndChangedByKey() {
        deleteAll();
        prices(row(1, 1.5), row(2, 2.0), row(3, null), row(4, 4.0), row(null, 8.0));
        air.run(CREATE);

        assertThat(air.run("DIFF TRAINING DATASET prices VERSION 1 TO 2 KEY (SKU)"))
                .containsExactlyInAnyOrder(
                        row("changed_from", 1L, 1.0),
                        row("changed_to", 1L, 1.5),
                        row("removed", 2L, 2.0),
                        row("added", 4L, 4.0),
                        row("changed_from", null, 9.0),
                        row("changed_to", null, 8.0));
    }

    @Test
    void withoutAKeyRowsOnlyComeAndGo() {
        deleteAll();
        prices(row(1, 1.5), row(2, 2.0), row(2, 2.0), row(3, null), row(null, 9.0));
        air.run(CREATE);

        assertThat(air.run("DIFF TRAINING DATASET prices VERSION 1 TO 2"))
                .containsExactly(row("removed", 1L, 1.0), row("added", 1L, 1.5));
        assertThat(air.run("DIFF TRAINING DATASET prices VERSION 2 TO 1"))
                .containsExactly(row("removed", 1L, 1.5), row("added", 1L, 1.0));
        assertThat(air.run("DIFF TRAINING DATASET prices VERSION 2 TO 2")).isEmpty();
    }

    @Test
    void nowIsBoundWhenTheStatementIsPlanned() {
        String sql = "DIFF TRAINING DATASET prices VERSION 1 TO NOW KEY (sku)";
        prices(row(5, 5.0));
        Pins pins = air.planner
                .prepare(air.fixture.lake.context(), sql, air.fixture.statement())
                .pins();
        prices(row(6, 6.0));

        assertThat(air.run(sql, air.fixture.statement().withPins(pins))).containsExactly(row("added", 5L, 5.0));
        assertThat(air.run(sql)).containsExactly(row("added", 5L, 5.0), row("added", 6L, 6.0));
        assertThat(air.run("SELECT count(*) FROM training_datasets.prices FOR VERSION AS OF '1-now'"))
                .containsExactly(row(7L));
    }

    @Test
    void versionsOfDifferentQueriesAreComparedInTheColumnsTheyShare() {
        air.run("CREATE TRAINING DATASET prices AS SELECT sku, sku AS twice FROM shop.prices WHERE sku > 1");
        assertThat(air.run("DIFF TRAINING DATASET prices VERSION 1 TO 2 KEY (sku)"))
                .containsExactlyInAnyOrder(row("removed", 1L), row("removed", null));
    }

    @Test
    void unknownColumnsAndVersionsAreNamed() {
        assertThatThrownBy(() -> air.run("DIFF TRAINING DATASET prices VERSION 1 TO 1 KEY (skv)"))
                .hasMessageContaining("did you mean sku?");
        assertThatThrownBy(() -> air.run("DIFF TRAINING DATASET prices VERSION 1 TO 2"))
                .hasMessageContaining("its versions are: 1");
        assertThatThrownBy(() -> air.run("DIFF TRAINING DATASET price VERSION 1 TO 2"))
                .hasMessageContaining("did you mean prices?");
    }

    @Test
    void whatWouldBeNowCannotBecomeAVersion() {
        assertThatThrownBy(
                        () -> air.run(
                                "CREATE TRAINING DATASET p AS SELECT * FROM training_datasets.prices FOR VERSION AS OF '1-now'"))
                .hasMessageContaining("no version of it");
    }
}

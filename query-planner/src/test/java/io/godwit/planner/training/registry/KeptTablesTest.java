package io.godwit.planner.training.registry;

import static io.godwit.planner.training.DatasetFixture.version;
import static io.godwit.planner.write.LakeFixture.longs;
import static io.godwit.planner.write.LakeFixture.name;
import static io.godwit.planner.write.LakeFixture.row;
import static io.godwit.planner.write.LakeFixture.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.planner.training.CrowdedCatalog;
import io.godwit.planner.training.DatasetFixture;
import io.godwit.planner.training.statement.DatasetQuery;
import io.godwit.planner.training.statement.TrainingStatement;
import io.godwit.planner.write.LakeFixture;
import io.godwit.planner.write.LakeWriter;
import io.godwit.planner.write.WriteMode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table is dropped in the instant in which a dataset is made of it. */
class KeptTablesTest {
    private static final String QUERY = "scan shop.prices: sku";

    @TempDir
    Path directory;

    private DatasetFixture fixture;

    @BeforeEach
    void open() {
        fixture =
                new DatasetFixture(new LakeFixture(directory, Map.of("catalog-impl", CrowdedCatalog.class.getName())));
        try (BatchStream rows = fixture.lake.stream(schema(longs("sku")), row(1), row(2))) {
            new LakeWriter(fixture.lake.catalogs())
                    .write(fixture.lake.context(), rows, name("prices"), WriteMode.CREATE);
        }
    }

    @AfterEach
    void close() {
        CrowdedCatalog.beforeTheNextDrop(() -> {});
        fixture.close();
    }

    private boolean drop() {
        return new KeptTables(fixture.lake.catalogs()).drop(name("prices"));
    }

    @Test
    void datasetMadeWhileItsTableIsDroppedKeepsTheTable() {
        CrowdedCatalog.beforeTheNextDrop(() -> fixture.create("d", QUERY, Map.of()));

        assertThatThrownBy(this::drop).hasMessageContaining("d version 1");

        assertThat(fixture.lake.table("prices").refs()).as("main and the pin").hasSize(2);
        assertThat(fixture.reproduce("d", 1)).containsEntry("verdict", "EXACT");
        assertThat(fixture.read(version("d", 1))).hasSize(2);
    }

    @Test
    void datasetThatFindsNoTableToTagIsNotMade() {
        CrowdedCatalog.beforeTheNextDrop(
                () -> fixture.lake.catalog().dropTable(name("prices").identifier(), false));
        DatasetQuery query = fixture.queries.plan(fixture.lake.context(), QUERY, fixture.statement());
        assertThat(drop()).as("the other was first").isFalse();

        assertThatThrownBy(() -> fixture.run(new TrainingStatement.Create("d", null, Map.of(), query)))
                .hasMessageContaining("was dropped while the dataset was being made");
        assertThat(fixture.run(new TrainingStatement.Show())).isEmpty();
    }

    @Test
    void tableOfAVersionWithoutPinsIsDropped() {
        fixture.create("d", QUERY, Map.of("pin", "none"));

        assertThat(drop()).isTrue();
        assertThat(fixture.reproduce("d", 1)).containsEntry("verdict", "IMPOSSIBLE");
    }
}

package io.godwit.planner.training;

import static io.godwit.planner.write.LakeFixture.longs;
import static io.godwit.planner.write.LakeFixture.name;
import static io.godwit.planner.write.LakeFixture.row;
import static io.godwit.planner.write.LakeFixture.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.planner.training.registry.Manifest;
import io.godwit.planner.training.registry.Registry;
import io.godwit.planner.training.registry.RegistryEntry;
import io.godwit.planner.training.statement.TrainingStatement;
import io.godwit.planner.write.LakeFixture;
import io.godwit.planner.write.LakeWriter;
import io.godwit.planner.write.WriteMode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A catalog refuses tags: the dataset is refused with the way out, and the registry is in order and small. */
class RefusedTagsTest {
    private static final String QUERY = "scan shop.prices: sku";

    @TempDir
    Path directory;

    @Test
    void refusalIsToldAndCanBeGivenIn() {
        try (DatasetFixture fixture = new DatasetFixture(
                new LakeFixture(directory, Map.of("catalog-impl", TaglessCatalog.class.getName())))) {
            try (BatchStream rows = fixture.lake.stream(schema(longs("sku")), row(1))) {
                new LakeWriter(fixture.lake.catalogs())
                        .write(fixture.lake.context(), rows, name("prices"), WriteMode.CREATE);
            }
            assertThatThrownBy(() -> fixture.create("d", QUERY, Map.of()))
                    .hasMessageContaining("of lake.shop.prices with a tag: the catalog allows no tags there")
                    .hasMessageContaining("pin = 'best-effort'");
            assertThat(fixture.run(new TrainingStatement.Show())).isEmpty();

            assertThat(fixture.create("d", QUERY, Map.of("pin", "best-effort")))
                    .containsEntry("pinned", false)
                    .containsEntry("version", 2);
            assertThat(fixture.reproduce("d", 2)).containsEntry("verdict", "EXACT");
        }
    }

    @Test
    void registryOfManyChangesKeepsFewFiles() {
        try (DatasetFixture fixture = new DatasetFixture(directory)) {
            try (BatchStream rows = fixture.lake.stream(schema(longs("sku")), row(1))) {
                new LakeWriter(fixture.lake.catalogs())
                        .write(fixture.lake.context(), rows, name("prices"), WriteMode.CREATE);
            }
            Registry registry = new Registry(fixture.lake.catalogs(), "lake");
            fixture.create("d", QUERY, Map.of("pin", "none"));
            Manifest first = registry.entries().committed("d").get(0);
            for (int change = 0; change < 70; change++) {
                registry.change("d", entries -> first);
            }
            assertThat(registry.dataFiles())
                    .as("two by the creation and 70 changes")
                    .hasSizeLessThan(20);
            assertThat(registry.entries().all())
                    .singleElement()
                    .extracting(RegistryEntry::revision)
                    .isEqualTo(72);
        }
    }
}

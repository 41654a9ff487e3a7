package io.godwit.planner.training;

import static io.godwit.planner.training.DatasetFixture.version;
import static io.godwit.planner.write.LakeFixture.longs;
import static io.godwit.planner.write.LakeFixture.name;
import static io.godwit.planner.write.LakeFixture.row;
import static io.godwit.planner.write.LakeFixture.schema;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.planner.training.registry.DatasetLake;
import io.godwit.planner.training.registry.Manifest;
import io.godwit.planner.training.registry.Processes;
import io.godwit.planner.training.registry.RegistryEntry;
import io.godwit.planner.training.statement.TrainingStatement;
import io.godwit.planner.write.LakeFixture;
import io.godwit.planner.write.LakeWriter;
import io.godwit.planner.write.WriteMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed at every moment of a dataset's life in turn, and the next one finds the lake in order. */
class CrashTest {
    private static final String QUERY = "scan shop.prices: sku";
    private static final Processes THE_DEAD =
            new Processes(new Manifest.Creator(Processes.ofThisOne().self().host(), Long.MAX_VALUE, "never"));

    @TempDir
    Path directory;

    @AfterEach
    void live() {
        MortalCatalog.live();
    }

    @Test
    void lakeIsInOrderWheneverTheProcessDies() {
        int moments = 0;
        while (!survives(moments)) {
            moments++;
        }
        assertThat(moments).as("moments at which it died").isGreaterThan(10);
    }

    /** Whether the life came to its end before the moment of death. */
    private boolean survives(int moments) {
        try (DatasetFixture fixture = new DatasetFixture(mortalLake(moments))) {
            append(fixture, 1);
            boolean survived = liveUntil(moments, fixture);
            MortalCatalog.live();

            fixture.datasets.recover(fixture.lake.context(), "lake");
            assertInOrder(fixture, moments);
            append(fixture, 2);
            fixture.create("d", QUERY, Map.of("materialize", "true"));
            assertInOrder(fixture, moments);
            return survived;
        }
    }

    private LakeFixture mortalLake(int moments) {
        return new LakeFixture(
                directory.resolve("lake" + moments), Map.of("catalog-impl", MortalCatalog.class.getName()));
    }

    private static boolean liveUntil(int moments, DatasetFixture fixture) {
        DatasetFixture doomed =
                fixture.withDatasets(new TrainingDatasets(fixture.lake.catalogs(), fixture.queries, THE_DEAD));
        MortalCatalog.dieAfter(moments);
        try {
            doomed.create("d", QUERY, Map.of("materialize", "true", "statistics", "true"));
            doomed.extend("d", 1, QUERY);
            doomed.run(new TrainingStatement.DropData(version("d", 1)));
            doomed.reproduce("d", 1);
            doomed.run(new TrainingStatement.DropData(version("d", 1)));
            doomed.run(new TrainingStatement.Unpin(version("d", 1)));
            doomed.run(new TrainingStatement.Purge(version("d", 1)));
            return true;
        } catch (MortalCatalog.Killed e) {
            return false;
        }
    }

    private static void assertInOrder(DatasetFixture fixture, int moments) {
        DatasetLake lake = new DatasetLake(fixture.lake.catalogs(), "lake", Processes.ofThisOne());
        Set<String> tables = new HashSet<>();
        Set<String> tags = new HashSet<>(List.of("main"));
        for (RegistryEntry entry : lake.registry().entries().all()) {
            assertThat(entry.state()).as("moment %d", moments).isNotEqualTo(Manifest.State.PENDING);
            if (entry.isCommitted()) {
                check(fixture, entry.manifest(), tables, tags);
            }
        }
        List<String> found = new ArrayList<>();
        lake.rowTables().stream().map(TableIdentifier::toString).forEach(found::add);
        assertThat(found).as("row tables at moment %d", moments).containsExactlyInAnyOrderElementsOf(tables);
        assertThat(fixture.lake.table("prices").refs().keySet())
                .as("tags at moment %d", moments)
                .containsExactlyInAnyOrderElementsOf(tags);
    }

    private static void check(DatasetFixture fixture, Manifest manifest, Set<String> tables, Set<String> tags) {
        if (manifest.pinned()) {
            manifest.tables().forEach(source -> tags.add("godwit.pin." + source.snapshotId()));
        }
        if (manifest.materialized() == null) {
            assertThat(manifest.dropped()).isTrue();
            return;
        }
        tables.add(manifest.materialized().identifier());
        assertThat(fixture.read(version(manifest.dataset(), manifest.version())))
                .hasSize(Math.toIntExact(manifest.contents().rowCount()));
    }

    private static void append(DatasetFixture fixture, long sku) {
        try (BatchStream rows = fixture.lake.stream(schema(longs("sku")), row(sku))) {
            new LakeWriter(fixture.lake.catalogs())
                    .write(fixture.lake.context(), rows, name("prices"), WriteMode.CREATE_OR_APPEND);
        }
    }
}

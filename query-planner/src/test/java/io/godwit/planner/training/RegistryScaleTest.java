package io.godwit.planner.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.training.registry.ManifestJson;
import io.godwit.planner.training.registry.Registry;
import io.godwit.planner.training.registry.RegistryEntry;
import io.godwit.planner.write.TableRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.iceberg.AppendFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry with many versions answers all the same. {@code -Dgodwit.soak.manifests=10000} measures it with that many. */
class RegistryScaleTest {
    private static final int MANIFESTS = Integer.getInteger("godwit.soak.manifests", 300);
    private static final int RUNS = 9;

    @TempDir
    Path directory;

    @Test
    void manyManifestsAreListed() {
        try (AirQuality air = new AirQuality(directory)) {
            air.create("");
            multiply(air);
            List<Long> cold = new ArrayList<>();
            List<Long> warm = new ArrayList<>();
            for (int run = 0; run < RUNS; run++) {
                Registry registry = new Registry(air.fixture.lake.catalogs(), "lake");
                long start = System.nanoTime();
                assertThat(registry.entries().committed()).hasSize(MANIFESTS);
                cold.add(System.nanoTime() - start);
                start = System.nanoTime();
                assertThat(air.run("SHOW TRAINING DATASETS")).hasSize(MANIFESTS);
                warm.add(System.nanoTime() - start);
            }
            List<Long> held = new ArrayList<>();
            List<Long> released = new ArrayList<>();
            for (int run = 0; run < RUNS; run++) {
                long start = System.nanoTime();
                assertThat(air.run("SHOW PINNED SNAPSHOTS")).hasSize(1);
                held.add(System.nanoTime() - start);
                start = System.nanoTime();
                air.run("UNPIN TRAINING DATASET air VERSION " + (run + 1));
                released.add(System.nanoTime() - start);
            }
            assertThat(air.table().refs()).as("others still need the snapshot").hasSize(2);
            System.out.printf(
                    "%d manifests: registry read %s, SHOW %s, SHOW PINNED SNAPSHOTS %s, UNPIN %s%n",
                    MANIFESTS, text(cold), text(warm), text(held), text(released));
        }
    }

    private static void multiply(AirQuality air) {
        Registry registry = new Registry(air.fixture.lake.catalogs(), "lake");
        RegistryEntry first = registry.entries().committed().get(0);
        TableRows rows = new TableRows(registry.table());
        for (int version = 2; version <= MANIFESTS; version++) {
            String json =
                    ManifestJson.write(first.manifest()).replace("\"version\":1,", "\"version\":" + version + ",");
            rows.add(RegistryEntry.of(ManifestJson.read(json), 1));
        }
        AppendFiles append = registry.table().newAppend();
        rows.finish().forEach(append::appendFile);
        append.commit();
    }

    private static String text(List<Long> nanos) {
        Collections.sort(nanos);
        return "median %.1f ms, least %.1f, most %.1f"
                .formatted(nanos.get(RUNS / 2) / 1e6, nanos.get(0) / 1e6, nanos.get(RUNS - 1) / 1e6);
    }
}

package io.godwit.planner.training.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.training.AirQuality;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that reads only what came since it last looked knows no less than one that reads everything. */
class RegistryTest {
    private static final int ENOUGH_TO_BE_COMPACTED = 70;

    @TempDir
    Path directory;

    private AirQuality air;
    private Registry known;

    @BeforeEach
    void open() {
        air = new AirQuality(directory);
        air.create("");
        known = new Registry(air.fixture.lake.catalogs(), "lake");
    }

    @AfterEach
    void nothingLeaks() {
        air.close();
    }

    private List<String> rows(Registry registry) {
        return registry.entries().all().stream()
                .map(entry -> entry.fullName() + " " + entry.revision() + " " + entry.manifest())
                .toList();
    }

    private void knowsEverything() {
        assertThat(rows(known)).isEqualTo(rows(new Registry(air.fixture.lake.catalogs(), "lake")));
    }

    @Test
    void whatOthersChangedIsSeen() {
        assertThat(rows(known)).hasSize(1);
        air.create("");
        air.run("UNPIN TRAINING DATASET air VERSION 1");
        assertThat(rows(known)).hasSize(2);
        knowsEverything();
    }

    @Test
    void filesMayBecomeOneMeanwhile() {
        assertThat(rows(known)).hasSize(1);
        boolean compacted = false;
        for (int change = 0; change < ENOUGH_TO_BE_COMPACTED; change++) {
            int before = known.dataFiles().size();
            air.run("UNPIN TRAINING DATASET air VERSION 1");
            compacted |= known.dataFiles().size() < before;
        }
        assertThat(compacted).isTrue();
        knowsEverything();
        air.create("");
        knowsEverything();
    }

    @Test
    void rowsThatAnotherEngineDeletedAreForgotten() {
        assertThat(rows(known)).hasSize(1);
        known.table()
                .newDelete()
                .deleteFromRowFilter(Expressions.equal("dataset", "air"))
                .commit();
        assertThat(rows(known)).isEmpty();
    }

    @Test
    void ownChangesAreKnownWithoutBeingRead() {
        Manifest first = known.entries().committed().get(0).manifest();
        known.change("air", entries -> first.withPinned(false));
        knowsEverything();
        air.create("");
        known.change("air", entries -> first.withPinned(true));
        knowsEverything();
    }
}

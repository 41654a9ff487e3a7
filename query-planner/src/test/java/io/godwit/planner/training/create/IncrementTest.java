package io.godwit.planner.training.create;

import static io.godwit.planner.write.LakeFixture.doubles;
import static io.godwit.planner.write.LakeFixture.instants;
import static io.godwit.planner.write.LakeFixture.longs;
import static io.godwit.planner.write.LakeFixture.row;
import static io.godwit.planner.write.LakeFixture.schema;
import static io.godwit.planner.write.LakeFixture.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.planner.training.AirQuality;
import io.godwit.planner.training.registry.DatasetLake;
import io.godwit.planner.training.registry.Manifest;
import io.godwit.planner.training.registry.ManifestJson;
import io.godwit.planner.training.registry.Processes;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version made of the one before and of what came since is the one that is made anew. */
class IncrementTest {
    private static final Schema TRIPS = schema(longs("id"), strings("city"), instants("ts"), doubles("label"));
    private static final String QUERY = """
            SELECT t.*, a.pm10 FROM shop.trips AS t
            LEFT ASOF JOIN shop.air AS a MATCH_CONDITION a.event_time <= t.ts ON a.city = t.city WHERE t.id <> 13""";
    private static final String EXTEND = "CREATE TRAINING DATASET trips FROM VERSION ";

    @TempDir
    Path directory;

    private AirQuality air;

    @BeforeEach
    void open() {
        air = new AirQuality(directory);
        trips(row(1, "AMS", 100, 1.0), row(2, "AMS", 160, 0.0), row(3, "UTR", 190, 1.0));
        create("");
    }

    @AfterEach
    void nothingLeaks() {
        air.close();
    }

    private void trips(List<?>... rows) {
        air.append("trips", TRIPS, rows);
    }

    private void create(String options) {
        air.run("CREATE TRAINING DATASET trips WITH (known_at = 'waived'%s) AS %s".formatted(options, QUERY));
    }

    /** Makes the next version of {@code base} and the same from nothing, and compares them; returns how it was made. */
    private Manifest.Growth extend(int base) {
        List<Object> receipt = air.run(EXTEND + base).get(0);
        create("");
        Manifest extended = ManifestJson.read((String) receipt.get(9));
        Manifest anew = ManifestJson.read((String)
                air.run("SELECT manifest FROM godwit.training_datasets WHERE version = " + (extended.version() + 1))
                        .get(0)
                        .get(0));
        assertThat(extended.contents().tableDigest()).isEqualTo(anewDigest(extended.version() + 1));
        assertThat(anew.dataset()).isEqualTo("trips");
        assertThat(air.run("DIFF TRAINING DATASET trips VERSION %d TO %d"
                        .formatted(extended.version(), extended.version() + 1)))
                .isEmpty();
        assertThat(air.run("REPRODUCE TRAINING DATASET trips VERSION " + extended.version())
                        .get(0)
                        .get(2))
                .isEqualTo("EXACT");
        return extended.growth();
    }

    private io.godwit.planner.digest.TableDigest anewDigest(int version) {
        return new DatasetLake(air.fixture.lake.catalogs(), "lake", Processes.ofThisOne())
                .registry()
                .entries()
                .find("trips", version)
                .orElseThrow()
                .contents()
                .tableDigest();
    }

    @Test
    void newLabelsAndYoungFeaturesAreAllThatIsRead() {
        trips(row(4, "AMS", 300, 1.0), row(13, "AMS", 300, 1.0));
        air.measure(row("AMS", 250, 260, 9.0));
        assertThat(extend(1)).isEqualTo(new Manifest.Growth(1, true, null, 1));

        trips(row(5, null, 50, 1.0), row(6, "UTR", 400, 1.0));
        assertThat(extend(2)).isEqualTo(new Manifest.Growth(2, true, null, 2));
        assertThat(extend(4)).as("nothing came").isEqualTo(new Manifest.Growth(4, true, null, 0));
    }

    @Test
    void materializedRowsAreCopiedAndAddedTo() {
        create(", materialize = true, split.hash = 'id'");
        trips(row(4, "AMS", 300, 1.0));
        List<Object> receipt =
                air.run(EXTEND + "2 WITH (description = 'grown')").get(0);
        assertThat(receipt.get(3)).isEqualTo(4L);
        assertThat((String) receipt.get(8)).isEqualTo("lake.godwit.trips_v3");
        assertThat(air.run("SELECT id FROM training_datasets.trips ORDER BY id"))
                .containsExactly(row(1L), row(2L), row(3L), row(4L));
        air.run("DROP TRAINING DATASET trips VERSION 3 DATA");
        assertThat(air.run("REPRODUCE TRAINING DATASET trips VERSION 3").get(0).get(2))
                .isEqualTo("EXACT");
    }

    @Test
    void featureThatMayBelongToAnOldLabelMakesItAllRunAgain() {
        air.measure(row("AMS", 190, 260, 9.0));
        assertThat(extend(1).reason()).contains("lake.shop.air may have changed rows of version 1");
    }

    @Test
    void deletedAndRewrittenRowsMakeItAllRunAgain() {
        air.fixture
                .lake
                .table("trips")
                .newDelete()
                .deleteFromRowFilter(Expressions.alwaysTrue())
                .commit();
        trips(row(1, "AMS", 100, 1.0));
        assertThat(extend(1).reason()).contains("lake.shop.trips were deleted, updated or rewritten");
    }

    @Test
    void aggregateMakesItAllRunAgain() {
        air.run("CREATE TRAINING DATASET counts AS SELECT city, count(*) AS n FROM shop.trips GROUP BY city");
        trips(row(4, "AMS", 300, 1.0));
        Manifest grown = ManifestJson.read((String)
                air.run("CREATE TRAINING DATASET counts FROM VERSION 1").get(0).get(9));
        assertThat(grown.growth().incremental()).isFalse();
        assertThat(air.run("SELECT n FROM training_datasets.counts WHERE city = 'AMS'"))
                .containsExactly(row(3L));
    }

    @Test
    void labelFrameIsSharedAndFeaturesAloneMayGrow() {
        air.create("");
        air.measure(row("AMS", 201, 260, 9.0));
        air.fixture.session.drop("labels");
        Manifest grown = ManifestJson.read((String)
                air.run("CREATE TRAINING DATASET air FROM VERSION 1").get(0).get(9));
        assertThat(grown.growth()).isEqualTo(new Manifest.Growth(1, true, null, 0));
        air.run("PURGE TRAINING DATASET air VERSION 1");
        assertThat(air.run("REPRODUCE TRAINING DATASET air VERSION 2").get(0).get(2))
                .isEqualTo("EXACT");
    }

    @Test
    void splitOfTheBaseStands() {
        assertThatThrownBy(() -> air.run(EXTEND + "1 WITH (split.hash = 'id')"))
                .hasMessageContaining("split as that one is");
        assertThatThrownBy(() -> air.run(EXTEND + "7")).hasMessageContaining("its versions are: 1");
    }
}

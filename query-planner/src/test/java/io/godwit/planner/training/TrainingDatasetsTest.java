package io.godwit.planner.training;

import static io.godwit.planner.training.DatasetFixture.version;
import static io.godwit.planner.write.LakeFixture.doubles;
import static io.godwit.planner.write.LakeFixture.instants;
import static io.godwit.planner.write.LakeFixture.longs;
import static io.godwit.planner.write.LakeFixture.name;
import static io.godwit.planner.write.LakeFixture.row;
import static io.godwit.planner.write.LakeFixture.schema;
import static io.godwit.planner.write.LakeFixture.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.TableVersion;
import io.godwit.planner.training.registry.ManifestJson;
import io.godwit.planner.training.registry.Registry;
import io.godwit.planner.training.statement.DatasetQuery;
import io.godwit.planner.training.statement.TrainingStatement;
import io.godwit.planner.training.statement.TrainingStatement.DatasetVersion;
import io.godwit.planner.write.LakeWriter;
import io.godwit.planner.write.TableRows;
import io.godwit.planner.write.WriteMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingDatasetsTest {
    private static final Schema PRICES = schema(longs("sku"), doubles("price"), instants("seen"));
    private static final String QUERY = "scan shop.prices: sku, price";
    private static final Map<String, String> MATERIALIZED = Map.of("materialize", "true");

    @TempDir
    Path directory;

    private DatasetFixture fixture;

    @BeforeEach
    void open() {
        fixture = new DatasetFixture(directory);
        append(row(1, 1.0, 10));
        append(row(2, 2.0, 20));
    }

    @AfterEach
    void nothingLeaks() {
        fixture.close();
    }

    @Test
    void receiptTellsWhatWasMade() throws Exception {
        Map<String, Object> receipt =
                fixture.create("Delays", QUERY, Map.of("description", "two rows", "tag.team", "a"));

        assertThat(receipt)
                .containsEntry("dataset", "delays")
                .containsEntry("version", 1)
                .containsEntry("state", "COMMITTED")
                .containsEntry("row_count", 2L)
                .containsEntry("known_at", "undeclared")
                .containsEntry("pinned", true)
                .containsEntry("materialized_as", null);
        JsonNode manifest = ManifestJson.tree((String) receipt.get("manifest"));
        JsonNode table = manifest.get("tables").get(0);
        assertThat(table.get("snapshotId").asLong())
                .isEqualTo(table().currentSnapshot().snapshotId());
        assertThat(table.get("columns").toString())
                .isEqualTo(
                        "[{\"id\":1,\"name\":\"sku\",\"type\":\"long\"},{\"id\":2,\"name\":\"price\",\"type\":\"double\"}]");
        assertThat(manifest.get("query").get("sql").asText()).isEqualTo(QUERY);
        assertThat(manifest.get("contents").get("columns")).hasSize(2);
        assertThat(manifest.get("tags").get("team").asText()).isEqualTo("a");
    }

    @Test
    void versionsCountUpAndOldOnesStayAsTheyWere() {
        fixture.create("delays", QUERY, Map.of());
        append(row(3, 3.0, 30));
        fixture.create("DELAYS", QUERY, Map.of());

        assertThat(fixture.read(version("delays", 1))).hasSize(2);
        assertThat(fixture.read(version("delays", 2))).hasSize(3);
        assertThat(fixture.read(new DatasetVersion("delays", TableVersion.CURRENT)))
                .hasSize(3);
        assertThat(fixture.run(new TrainingStatement.Show()))
                .extracting(row -> row.get("version"))
                .containsExactly(1, 2);
        assertThat(fixture.datasets.names("lake")).containsExactly("delays");
    }

    @Test
    void snapshotIsTaggedForEver() {
        fixture.create("delays", QUERY, Map.of());
        long snapshot = table().currentSnapshot().snapshotId();
        SnapshotRef pin = table().refs().get("godwit.pin." + snapshot);
        assertThat(pin.isTag()).isTrue();
        assertThat(pin.maxRefAgeMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void pinOutlivesExpiryAndATableWhoseRefsAge() {
        fixture.create("delays", QUERY, Map.of());
        append(row(3, 3.0, 30));
        table().updateProperties().set("history.expire.max-ref-age-ms", "1").commit();
        expireAll();
        assertThat(fixture.reproduce("delays", 1)).containsEntry("verdict", "EXACT");
    }

    @Test
    void droppedRowsComeBackAndAreProved() {
        fixture.create("delays", QUERY, MATERIALIZED);
        append(row(3, 3.0, 30));
        table().newDelete().deleteFromRowFilter(Expressions.lessThan("sku", 3)).commit();

        fixture.run(new TrainingStatement.DropData(version("delays", 1)));
        assertFails(ErrorCode.FAILED_PRECONDITION, () -> fixture.read(version("delays", 1)));

        Map<String, Object> verdict = fixture.reproduce("delays", 1);
        assertThat(verdict)
                .containsEntry("verdict", "EXACT")
                .containsEntry("expected_rows", 2L)
                .containsEntry("found_rows", 2L)
                .containsEntry("path", "lake.shop.prices by snapshot");
        assertThat(fixture.read(version("delays", 1))).containsExactlyInAnyOrder(row(1L, 1.0), row(2L, 2.0));
    }

    @Test
    void dropOfAVersionWithoutRowsIsRefused() {
        fixture.create("delays", QUERY, Map.of());
        assertThatThrownBy(() -> fixture.run(new TrainingStatement.DropData(version("delays", 1))))
                .hasMessageContaining("holds no rows");
    }

    @Test
    void renamedAndAddedColumnsDoNotMatter() {
        fixture.create("delays", QUERY, Map.of());
        table().updateSchema()
                .renameColumn("price", "amount")
                .addColumn("more", Types.StringType.get())
                .commit();
        assertThat(fixture.reproduce("delays", 1)).containsEntry("verdict", "EXACT");
    }

    @Test
    void metadataFileThatIsGoneIsMadeAnew() throws Exception {
        fixture.create("delays", QUERY, MATERIALIZED);
        JsonNode manifest = manifest("delays", 1);
        table().updateSchema().renameColumn("price", "amount").commit();
        append(schema(longs("sku")), row(3));
        String metadata = manifest.get("tables").get(0).get("metadataLocation").asText();
        Files.delete(Path.of(metadata.replace("file:", "")));

        fixture.run(new TrainingStatement.DropData(version("delays", 1)));
        assertThat(fixture.reproduce("delays", 1))
                .containsEntry("verdict", "EXACT")
                .containsEntry("path", "lake.shop.prices by snapshot, with its metadata made anew");
    }

    @Test
    void expiredSnapshotIsRebuiltFromFilesThatAreLeft() {
        fixture.create("delays", QUERY, MATERIALIZED);
        append(row(3, 3.0, 30));
        letExpire("delays");

        assertThat(fixture.run(new TrainingStatement.ExplainReproduce(version("delays", 1))))
                .extracting(row -> row.get("path"))
                .containsExactly("by files");
        assertThat(fixture.reproduce("delays", 1))
                .containsEntry("verdict", "EXACT")
                .containsEntry("path", "lake.shop.prices by files");
        assertThat(fixture.read(version("delays", 1))).hasSize(2);
    }

    @Test
    void rowsErasedSinceShowAsMissingAndStayAway() {
        fixture.create("delays", QUERY, MATERIALIZED);
        append(row(3, 3.0, 30));
        letExpire("delays");
        table().newDelete().deleteFromRowFilter(Expressions.equal("sku", 1)).commit();
        expireAll();

        Map<String, Object> verdict = fixture.reproduce("delays", 1);
        assertThat(verdict)
                .containsEntry("verdict", "DIFFERENT")
                .containsEntry("expected_rows", 2L)
                .containsEntry("found_rows", 1L)
                .containsEntry("missing_rows", 1L)
                .containsEntry("unexpected_rows", 0L)
                .containsEntry("different_columns", "sku, price");
        assertFails(ErrorCode.FAILED_PRECONDITION, () -> fixture.read(version("delays", 1)));
        assertThat(fixture.read(new DatasetVersion("delays", new TableVersion.Ref("1-rebuilt"))))
                .containsExactly(row(2L, 2.0));
    }

    @Test
    void compactedRowsAreFoundByIngestionTime() {
        table().updateProperties().set("godwit.ingestion-time", "seen").commit();
        fixture.create("delays", "scan shop.prices: sku, price, seen", MATERIALIZED);
        append(row(3, 3.0, 30));
        letExpire("delays");
        compact();
        expireAll();

        assertThat(fixture.reproduce("delays", 1))
                .containsEntry("verdict", "EXACT")
                .containsEntry("path", "lake.shop.prices by ingestion time");
        assertThat(fixture.read(version("delays", 1))).hasSize(2);
    }

    @Test
    void droppedTableMakesReproductionImpossible() {
        fixture.create("delays", QUERY, MATERIALIZED);
        fixture.run(new TrainingStatement.DropData(version("delays", 1)));
        fixture.lake.catalog().dropTable(name("prices").identifier(), true);

        Map<String, Object> verdict = fixture.reproduce("delays", 1);
        assertThat(verdict).containsEntry("verdict", "IMPOSSIBLE");
        assertThat((String) verdict.get("reasons")).contains("lake.shop.prices").contains("dropped");
    }

    @Test
    void unpinLetsGoOnlyWhatNoOtherVersionNeeds() {
        fixture.create("a", QUERY, Map.of());
        fixture.create("b", QUERY, Map.of());
        assertThat(fixture.run(new TrainingStatement.ShowPinnedSnapshots()))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("table", "lake.shop.prices")
                        .containsEntry("datasets", "a version 1, b version 1"));

        fixture.run(new TrainingStatement.Unpin(version("a", 1)));
        assertThat(table().refs()).hasSize(2);
        fixture.run(new TrainingStatement.Unpin(version("b", 1)));
        assertThat(table().refs()).containsOnlyKeys("main");
        assertThat(fixture.run(new TrainingStatement.ShowPinnedSnapshots())).isEmpty();
    }

    @Test
    void purgeRemovesAllAndItsNumberIsNotUsedAgain() throws Exception {
        fixture.create("delays", QUERY, MATERIALIZED);
        fixture.run(new TrainingStatement.Purge(version("delays", 1)));

        assertThat(fixture.run(new TrainingStatement.Show())).isEmpty();
        assertThat(table().refs()).containsOnlyKeys("main");
        assertThat(fixture.lake.catalog().listTables(Registry.NAMESPACE)).containsExactly(Registry.TABLE);
        assertThat(files("row-hashes")).isZero();
        assertThat(fixture.create("delays", QUERY, Map.of())).containsEntry("version", 2);
    }

    @Test
    void labelFrameIsKeptInTheLake() {
        Schema labels = schema(longs("id"), strings("city"));
        try (BatchStream upload = fixture.lake.stream(labels, row(2, "EWR"), row(1, null))) {
            fixture.session.create(fixture.lake.context(), "Labels", upload);
        }
        fixture.create("delays", "frame labels", Map.of());
        fixture.session.drop("labels");

        assertThat(fixture.read(version("delays", 1))).containsExactly(row(2L, "EWR"), row(1L, null));
        assertThat(fixture.reproduce("delays", 1)).containsEntry("verdict", "EXACT");
    }

    @Test
    void labelFrameThatIsGoneIsNamed() throws Exception {
        try (BatchStream upload = fixture.lake.stream(schema(longs("id")), row(2))) {
            fixture.session.create(fixture.lake.context(), "labels", upload);
        }
        fixture.create("delays", "frame labels", Map.of());
        String location =
                manifest("delays", 1).get("labelFrames").get(0).get("location").asText();
        Files.delete(Path.of(location.replace("file:", "")));
        Map<String, Object> verdict = fixture.reproduce("delays", 1);
        assertThat(verdict).containsEntry("verdict", "IMPOSSIBLE");
        assertThat((String) verdict.get("reasons")).contains(location);
    }

    @Test
    void ingestionTimeThatIsIgnoredMustBeWaived() {
        table().updateProperties().set("godwit.ingestion-time", "seen").commit();
        assertThatThrownBy(() -> fixture.create("delays", QUERY, Map.of()))
                .hasMessageContaining("lake.shop.prices")
                .hasMessageContaining("known_at = 'waived'");
        assertThat(fixture.create("delays", QUERY, Map.of("known_at", "waived")))
                .containsEntry("known_at", "waived");
        assertThat(fixture.create("delays", "scan shop.prices: sku, seen", Map.of()))
                .containsEntry("known_at", "applied");
    }

    @Test
    void queryThatVariesIsRefused() {
        append(schema(longs("sku")), row(5));
        assertFails(
                ErrorCode.INVALID_ARGUMENT,
                () -> fixture.run(new TrainingStatement.Create(
                        "delays",
                        null,
                        Map.of(),
                        withSql(fixture.queries.plan(fixture.lake.context(), QUERY, fixture.statement())))));
    }

    private DatasetQuery withSql(DatasetQuery query) {
        return new DatasetQuery(
                query.canonicalSql(),
                fixture.queries.prepare(
                        fixture.lake.context(),
                        "scan random: sku",
                        query.statement().withPins(query.plan().pins())),
                query.parameters(),
                query.statement(),
                query.tables());
    }

    @Test
    void unknownNamesAndOptionsNameTheNearest() {
        fixture.create("delays", QUERY, Map.of());
        assertThatThrownBy(() -> fixture.read(version("delay", 1))).hasMessageContaining("did you mean delays?");
        assertThatThrownBy(() -> fixture.read(version("delays", 7))).hasMessageContaining("its versions are: 1");
        assertThatThrownBy(() -> fixture.create("delays", QUERY, Map.of("materialise", "true")))
                .hasMessageContaining("did you mean materialize?");
    }

    @Test
    void pinNoneLeavesTheTableAlone() {
        assertThat(fixture.create("delays", QUERY, Map.of("pin", "none"))).containsEntry("pinned", false);
        assertThat(table().refs()).containsOnlyKeys("main");
    }

    @Test
    void describeGivesEveryFieldOfTheManifest() {
        fixture.create("delays", QUERY, Map.of());
        assertThat(fixture.run(new TrainingStatement.Describe(version("delays", 1))))
                .extracting(row -> row.get("field"))
                .contains("dataset", "query", "tables", "contents", "knownAt", "engineVersion");
    }

    private void letExpire(String dataset) {
        fixture.run(new TrainingStatement.DropData(version(dataset, 1)));
        fixture.run(new TrainingStatement.Unpin(version(dataset, 1)));
        expireAll();
        assertThat(table().snapshots()).hasSize(1);
    }

    private void expireAll() {
        table().expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit();
    }

    /** All rows in one new file, with a new sequence number. */
    private void compact() {
        Table table = table();
        TableRows files = new TableRows(table);
        StoredRows.of(table).forEach(files::add);
        OverwriteFiles overwrite = table.newOverwrite().overwriteByRowFilter(Expressions.alwaysTrue());
        files.finish().forEach(overwrite::addFile);
        overwrite.commit();
    }

    private void append(List<?>... rows) {
        append(PRICES, rows);
    }

    private void append(Schema schema, List<?>... rows) {
        try (BatchStream stream = fixture.lake.stream(schema, rows)) {
            new LakeWriter(fixture.lake.catalogs())
                    .write(fixture.lake.context(), stream, name("prices"), WriteMode.CREATE_OR_APPEND);
        }
    }

    private Table table() {
        return fixture.lake.table("prices");
    }

    private JsonNode manifest(String dataset, int version) {
        Map<String, String> fields = new HashMap<>();
        fixture.run(new TrainingStatement.Describe(version(dataset, version)))
                .forEach(row -> fields.put((String) row.get("field"), (String) row.get("value")));
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.set("tables", ManifestJson.tree(fields.get("tables")));
        node.set("labelFrames", ManifestJson.tree(fields.get("labelFrames")));
        return node;
    }

    private long files(String directoryName) throws Exception {
        Path files = directory.resolve("warehouse/godwit/training_datasets/" + directoryName);
        if (!Files.exists(files)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(files)) {
            return all.count();
        }
    }

    private static void assertFails(ErrorCode code, ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        GodwitException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}

package io.godwit.planner.catalog;

import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.Pins;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogsTest {
    private static final Schema SCHEMA = new Schema(required(1, "id", Types.LongType.get()));
    private static final List<String> NO_NAMESPACE = List.of();

    @TempDir
    Path directory;

    private Catalogs catalogs;

    @BeforeEach
    void open() {
        catalogs = Catalogs.open(Map.of(
                "lake",
                Map.of(
                        "type", "jdbc",
                        "uri", "jdbc:sqlite:" + directory.resolve("new/catalog.db"),
                        "warehouse", "file:" + directory.resolve("new/warehouse"))));
        ((SupportsNamespaces) catalogs.catalog("lake")).createNamespace(Namespace.of("shop"));
        create("Prices");
    }

    @AfterEach
    void close() {
        catalogs.close();
    }

    private Table create(String name) {
        return catalogs.catalog("lake").createTable(TableIdentifier.of("shop", name), SCHEMA);
    }

    private TableName name(String table) {
        return new TableName("lake", TableIdentifier.of("shop", table));
    }

    private static void append(Table table) {
        table.newAppend()
                .appendFile(DataFiles.builder(PartitionSpec.unpartitioned())
                        .withPath(table.location() + "/data/" + System.nanoTime() + ".parquet")
                        .withFileSizeInBytes(1)
                        .withRecordCount(5)
                        .build())
                .commit();
    }

    private static ErrorCode code(Throwable thrown) {
        return ((GodwitException) thrown).code();
    }

    @Test
    void warehouseOfANewLakehouseIsMade() {
        assertThat(Files.isDirectory(directory.resolve("new/warehouse"))).isTrue();
        assertThat(catalogs.namespaces("lake")).containsExactly(Namespace.of("shop"));
        assertThat(catalogs.tables("lake", Namespace.of("shop"))).containsExactly(name("Prices"));
    }

    @Test
    void namesAreFoundWithAndWithoutTheirCatalogIgnoringCase() {
        for (List<String> parts : List.of(
                List.of("lake", "shop", "Prices"), List.of("LAKE", "Shop", "prices"), List.of("shop", "PRICES"))) {
            assertThat(catalogs.resolve(parts, "lake", NO_NAMESPACE))
                    .contains(new Catalogs.ResolvedName(name("Prices"), false));
        }
        assertThat(catalogs.resolve(List.of("prices"), "lake", List.of("shop"))).isPresent();
        assertThat(catalogs.resolve(List.of("prices"), "lake", NO_NAMESPACE)).isEmpty();
    }

    @Test
    void exactSpellingWinsAndAnAmbiguousOneIsRefused() {
        create("prices");

        assertThat(catalogs.resolve(List.of("shop", "prices"), "lake", NO_NAMESPACE)
                        .orElseThrow()
                        .name())
                .isEqualTo(name("prices"));
        assertThatThrownBy(() -> catalogs.resolve(List.of("shop", "PRICES"), "lake", NO_NAMESPACE))
                .hasMessageContaining("ambiguous")
                .hasMessageContaining("lake.shop.Prices");
    }

    @Test
    void unknownNameSuggestsTheNearest() {
        assertThat(catalogs.notFound(List.of("shop", "prizes"), "lake", NO_NAMESPACE))
                .hasMessageContaining("There is no table or view shop.prizes; did you mean shop.Prices?");
        assertThat(catalogs.notFound(List.of("shoop", "other"), "lake", NO_NAMESPACE))
                .hasMessageContaining("did you mean shop.other?");
        assertThat(catalogs.notFound(List.of("x"), "lake", NO_NAMESPACE)).hasMessageContaining("namespace.table");
    }

    @Test
    void aNameThatIcebergRefusesIsJustUnknownAndNotForAnythingNew() {
        List<String> namespace = List.of("shop\0");
        assertThat(catalogs.notFound(List.of("shop\0", "Prices"), "lake", NO_NAMESPACE))
                .hasMessageContaining("did you mean shop.Prices?");
        assertThatThrownBy(() -> TableName.of("lake", namespace, "Prices"))
                .isInstanceOf(GodwitException.class)
                .hasMessageContaining("No schema can be called shop\\0");
    }

    @Test
    void pinnedTableStaysAsItWasWhateverIsCommittedLater() {
        Table table = catalogs.catalog("lake").loadTable(TableIdentifier.of("shop", "Prices"));
        append(table);
        PinnedTable pinned = catalogs.pin(name("Prices"), TableVersion.CURRENT);
        Pins.Pin pin = pinned.pin();

        append(table);
        table.updateSchema().renameColumn("id", "number").commit();

        PinnedTable replayed = catalogs.pin(pin);
        assertThat(replayed.snapshotId()).isEqualTo(pinned.snapshotId());
        assertThat(replayed.schema().asStruct()).isEqualTo(SCHEMA.asStruct());
        assertThat(replayed.exactRowCount()).hasValue(5);
        assertThat(catalogs.pin(name("Prices"), TableVersion.CURRENT).exactRowCount())
                .hasValue(10);
        assertThat(replayed.pin()).isEqualTo(pin);
    }

    @Test
    void metadataFileIsReadAgainOnlyWhenTheTableHasAnother() throws Exception {
        Table table = catalogs.catalog("lake").loadTable(TableIdentifier.of("shop", "Prices"));
        append(table);
        PinnedTable first = catalogs.pin(name("Prices"), TableVersion.CURRENT);
        Path file = Path.of(java.net.URI.create(first.metadataLocation()).getPath());
        Files.move(file, directory.resolve("aside"));

        assertThat(catalogs.pin(name("Prices"), TableVersion.CURRENT).pin()).isEqualTo(first.pin());

        Files.move(directory.resolve("aside"), file);
        append(table);
        assertThat(catalogs.pin(name("Prices"), TableVersion.CURRENT).exactRowCount())
                .hasValue(10);
    }

    @Test
    void manyLookAtATableAtOnceWhileItGrows() throws Exception {
        Table table = catalogs.catalog("lake").loadTable(TableIdentifier.of("shop", "Prices"));
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            for (long rows = 5; rows <= 20; rows += 5) {
                append(table);
                List<Callable<Long>> looks = Collections.nCopies(
                        32,
                        () -> catalogs.pin(name("Prices"), TableVersion.CURRENT)
                                .exactRowCount()
                                .orElseThrow());
                for (Future<Long> look : threads.invokeAll(looks)) {
                    assertThat(look.get()).isEqualTo(rows);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void tableDroppedAndMadeAnewIsTheNewOne() {
        append(catalogs.catalog("lake").loadTable(TableIdentifier.of("shop", "Prices")));
        catalogs.pin(name("Prices"), TableVersion.CURRENT);

        catalogs.catalog("lake").dropTable(TableIdentifier.of("shop", "Prices"), false);
        assertThat(catalogs.resolve(List.of("shop", "Prices"), "lake", NO_NAMESPACE))
                .isEmpty();
        assertThatThrownBy(() -> catalogs.pin(name("Prices"), TableVersion.CURRENT))
                .satisfies(thrown -> assertThat(code(thrown)).isEqualTo(ErrorCode.NOT_FOUND));

        create("Prices");
        catalogs.pin(name("Prices"), TableVersion.CURRENT);
        catalogs.catalog("lake").dropTable(TableIdentifier.of("shop", "Prices"), false);
        create("Prices");
        assertThat(catalogs.resolve(List.of("shop", "Prices"), "lake", NO_NAMESPACE))
                .isPresent();
        assertThat(catalogs.pin(name("Prices"), TableVersion.CURRENT).snapshotId())
                .isEqualTo(PinnedTable.NO_SNAPSHOT);
    }

    @Test
    void namespacesOfSeveralLevelsAreFoundHoweverTheirNameIsParted() {
        SupportsNamespaces lake = (SupportsNamespaces) catalogs.catalog("lake");
        lake.createNamespace(Namespace.of("shop", "Old"));
        catalogs.catalog("lake").createTable(TableIdentifier.of(Namespace.of("shop", "Old"), "Prices"), SCHEMA);
        TableName old = new TableName("lake", TableIdentifier.of(Namespace.of("shop", "Old"), "Prices"));

        for (List<String> parts : List.of(
                List.of("shop", "Old", "Prices"),
                List.of("SHOP", "old", "prices"),
                List.of("Shop.Old", "prices"),
                List.of("lake", "shop.old", "PRICES"))) {
            assertThat(catalogs.resolve(parts, "lake", NO_NAMESPACE)).contains(new Catalogs.ResolvedName(old, false));
        }
    }

    @Test
    void pinOutlivesTheTableButNotItsMetadataFile() throws Exception {
        append(catalogs.catalog("lake").loadTable(TableIdentifier.of("shop", "Prices")));
        Pins.Pin pin = catalogs.pin(name("Prices"), TableVersion.CURRENT).pin();
        catalogs.catalog("lake").dropTable(TableIdentifier.of("shop", "Prices"), false);

        assertThat(catalogs.pin(pin).snapshotId()).isEqualTo(pin.snapshotId());

        Files.delete(Path.of(java.net.URI.create(pin.metadataLocation()).getPath()));
        assertThatThrownBy(() -> catalogs.pin(pin))
                .hasMessageContaining(pin.metadataLocation())
                .satisfies(thrown -> assertThat(code(thrown)).isEqualTo(ErrorCode.FAILED_PRECONDITION));
    }

    @Test
    void emptyTableHasNoSnapshotAndNoRows() {
        PinnedTable pinned = catalogs.pin(name("Prices"), TableVersion.CURRENT);

        assertThat(pinned.snapshotId()).isEqualTo(PinnedTable.NO_SNAPSHOT);
        assertThat(pinned.exactRowCount()).hasValue(0);
        assertThat(catalogs.pin(pinned.pin()).snapshotId()).isEqualTo(PinnedTable.NO_SNAPSHOT);
    }

    @Test
    void instantMeansTheSnapshotThatWasCurrentThen() {
        Table table = catalogs.catalog("lake").loadTable(TableIdentifier.of("shop", "Prices"));
        append(table);
        long first = table.currentSnapshot().timestampMillis();
        while (System.currentTimeMillis() <= first) {
            Thread.onSpinWait();
        }
        append(table);
        Instant before = Instant.ofEpochMilli(first);

        assertThat(catalogs.pin(name("Prices"), new TableVersion.AsOf(before)).exactRowCount())
                .hasValue(5);
        assertThat(catalogs.pin(
                                name("Prices"),
                                new TableVersion.AsOf(Instant.now().plusSeconds(60)))
                        .exactRowCount())
                .hasValue(10);
        assertThatThrownBy(() -> catalogs.pin(name("Prices"), new TableVersion.AsOf(before.minusMillis(1))))
                .hasMessageContaining("has no snapshot as old as")
                .hasMessageContaining(before.toString());
    }

    @Test
    void unknownVersionNamesWhatThereIs() {
        Table table = catalogs.catalog("lake").loadTable(TableIdentifier.of("shop", "Prices"));
        append(table);
        table.manageSnapshots()
                .createTag("audit", table.currentSnapshot().snapshotId())
                .commit();

        assertThatThrownBy(() -> catalogs.pin(name("Prices"), new TableVersion.Ref("audid")))
                .hasMessageContaining("audit, main")
                .hasMessageContaining("did you mean audit?");
        assertThatThrownBy(() -> catalogs.pin(name("Prices"), new TableVersion.SnapshotId(42)))
                .hasMessageContaining("it has expired")
                .hasMessageContaining(Long.toString(table.currentSnapshot().snapshotId()));
    }

    @Test
    void versionsReadBackFromTheirText() {
        for (TableVersion version : List.of(
                TableVersion.CURRENT,
                new TableVersion.AsOf(Instant.parse("2026-11-22T04:05:06.789Z")),
                new TableVersion.SnapshotId(-5),
                new TableVersion.Ref("it's 12"))) {
            assertThat(TableVersion.parse(version.text())).isEqualTo(version);
        }
    }

    @Test
    void viewsAreFoundAndPinned() {
        ((ViewCatalog) catalogs.catalog("lake"))
                .buildView(TableIdentifier.of("shop", "cheap"))
                .withSchema(SCHEMA)
                .withDefaultNamespace(Namespace.of("shop"))
                .withQuery("spark", "SELECT * FROM prices")
                .create();

        assertThat(catalogs.resolve(List.of("shop", "CHEAP"), "lake", NO_NAMESPACE))
                .contains(new Catalogs.ResolvedName(name("cheap"), true));
        PinnedView view = catalogs.pinView(name("cheap"));
        assertThat(view.sql()).contains("SELECT * FROM prices");
        assertThat(catalogs.pinView(view.pin()).orElseThrow().version().versionId())
                .isEqualTo(view.version().versionId());
        assertThat(catalogs.views("lake", Namespace.of("shop"))).containsExactly(name("cheap"));
    }

    @Test
    void statisticsTellWhatManifestsKnow() {
        Table table = catalogs.catalog("lake").loadTable(TableIdentifier.of("shop", "Prices"));
        for (long low : List.of(10L, 3L)) {
            table.newAppend()
                    .appendFile(DataFiles.builder(PartitionSpec.unpartitioned())
                            .withPath(table.location() + "/data/" + low + ".parquet")
                            .withFileSizeInBytes(1)
                            .withMetrics(new org.apache.iceberg.Metrics(
                                    5L,
                                    null,
                                    Map.of(1, 5L),
                                    Map.of(1, 0L),
                                    null,
                                    Map.of(1, bytes(low)),
                                    Map.of(1, bytes(low + 20))))
                            .build())
                    .commit();
        }

        ColumnStatistics id =
                catalogs.pin(name("Prices"), TableVersion.CURRENT).statistics().column(1);

        assertThat(id).isEqualTo(new ColumnStatistics(3L, 30L, 0, -1));
    }

    private static java.nio.ByteBuffer bytes(long value) {
        return org.apache.iceberg.types.Conversions.toByteBuffer(Types.LongType.get(), value);
    }

    @Test
    void flawedConfigurationSaysWhatToWrite() {
        Catalogs flawed = Catalogs.open(Map.of(
                "a",
                Map.of("type", "jdbk"),
                "b",
                Map.of("type", "jdbc", "uri", "jdbc:sqlite::memory:"),
                "c",
                Map.of("type", "hive"),
                "g",
                Map.of("type", "glue", "warehouse", "s3://bucket/warehouse", "client.region", "us-east-1")));

        assertThatThrownBy(() -> flawed.namespaces("a")).hasMessageContaining("did you mean jdbc?");
        assertThatThrownBy(() -> flawed.namespaces("b")).hasMessageContaining("warehouse is missing");
        assertThatThrownBy(() -> flawed.namespaces("c")).hasMessageContaining("class path");
        assertThatThrownBy(() -> flawed.namespaces("g")).hasMessageContaining("class path");
        assertThatThrownBy(() -> flawed.namespaces("d")).hasMessageContaining("There is no catalog d");
    }
}

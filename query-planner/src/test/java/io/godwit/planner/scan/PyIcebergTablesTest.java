package io.godwit.planner.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.catalog.TableVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables PyIceberg wrote (src/test/fixtures/make_lakehouse.py) come out as PyIceberg reads them. */
class PyIcebergTablesTest {
    @TempDir
    Path directory;

    private final QueryScope scope = new QueryScope();
    private Catalogs catalogs;

    @BeforeEach
    void openFixtures() throws IOException {
        Path database =
                Files.copy(FixtureFileIO.DIRECTORY.resolve("lakehouse/catalog.db"), directory.resolve("catalog.db"));
        catalogs = Catalogs.open(Map.of(
                "lake",
                Map.of(
                        "type",
                        "jdbc",
                        "uri",
                        "jdbc:sqlite:" + database,
                        "warehouse",
                        directory.toString(),
                        "io-impl",
                        FixtureFileIO.class.getName())));
    }

    @AfterEach
    void close() {
        catalogs.close();
        scope.close();
    }

    private PinnedTable table(String name, TableVersion version) {
        return catalogs.pin(new TableName("lake", TableIdentifier.of("shop", name)), version);
    }

    private Rows expected(String name) throws IOException {
        return Rows.ofFile(scope.allocator(), FixtureFileIO.DIRECTORY.resolve("expected/" + name + ".arrow"));
    }

    private Rows read(PinnedTable table) {
        return Rows.of(TableScan.of(table).open(scope.context()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"types", "nested", "evolved", "imported", "empty"})
    void tableComesOutAsPyIcebergReadsIt(String name) throws IOException {
        Rows expected = expected(name);

        Rows read = read(table(name, TableVersion.CURRENT));

        assertThat(read.schema()).isEqualTo(expected.schema());
        assertThat(read.values()).containsExactlyInAnyOrderElementsOf(expected.values());
    }

    @Test
    void partitionEvolutionKeepsEveryRow() throws IOException {
        Rows read = read(table("partitioned", TableVersion.CURRENT));

        assertThat(read.values())
                .containsExactlyInAnyOrderElementsOf(expected("partitioned").values());
    }

    @Test
    void snapshotIsReadWithItsOwnSchema() throws IOException {
        long first = table("evolved", TableVersion.CURRENT)
                .table()
                .snapshots()
                .iterator()
                .next()
                .snapshotId();

        Rows read = read(table("evolved", new TableVersion.SnapshotId(first)));

        Rows expected = expected("evolved_first");
        assertThat(read.schema()).isEqualTo(expected.schema());
        assertThat(read.values()).containsExactlyElementsOf(expected.values());
    }

    @Test
    void tagIsReadWithItsSnapshotsSchemaAndBranchWithTheTables() {
        Rows tag = read(table("versions", new TableVersion.Ref("first")));
        Rows branch = read(table("versions", new TableVersion.Ref("side")));
        Rows current = read(table("versions", TableVersion.CURRENT));

        assertThat(tag.schema().getFields().get(0).getName()).isEqualTo("id");
        assertThat(tag.column(0)).containsExactly(0L, 1L);
        assertThat(branch.schema().getFields().get(0).getName()).isEqualTo("number");
        assertThat(branch.column(0)).containsExactlyInAnyOrder(0L, 1L, 10L, 11L);
        assertThat(current.column(0)).containsExactlyInAnyOrder(0L, 1L, 10L, 20L, 21L);
    }

    @Test
    void rowsComeInTheOrderOfTheirSequenceNumbers() {
        List<Object> ids = read(table("versions", new TableVersion.Ref("side"))).column(0);

        assertThat(ids).isSortedAccordingTo(Comparator.comparingLong(Long.class::cast));
    }
}

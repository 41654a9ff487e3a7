package io.godwit.planner.training;

import static io.godwit.planner.training.DatasetFixture.version;
import static io.godwit.planner.write.LakeFixture.longs;
import static io.godwit.planner.write.LakeFixture.name;
import static io.godwit.planner.write.LakeFixture.row;
import static io.godwit.planner.write.LakeFixture.schema;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.planner.write.LakeWriter;
import io.godwit.planner.write.WriteMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a rebuild after expiry makes of deletes, updates, row lineage and changed partitions. */
class RebuildTest {
    private static final Schema EVENTS = schema(longs("id"), longs("value"));
    private static final String QUERY = "scan shop.events: id, value";

    @TempDir
    Path directory;

    private DatasetFixture fixture;

    @BeforeEach
    void open() {
        fixture = new DatasetFixture(directory);
    }

    @AfterEach
    void nothingLeaks() {
        fixture.close();
    }

    @Test
    void rowsDeletedSinceByPositionStayAway() throws IOException {
        make("2");
        deleteFirstRow();
        expire();

        Map<String, Object> verdict = fixture.reproduce("d", 1);
        assertThat(verdict)
                .containsEntry("verdict", "DIFFERENT")
                .containsEntry("missing_rows", 1L)
                .containsEntry("unexpected_rows", 0L);
    }

    @Test
    void erasedRowsDoNotComeBackFromFilesThatNobodyRemoved() throws IOException {
        make("2");
        assertThat(fixture.reproduce("d", 1)).containsEntry("verdict", "EXACT");
        readingEndsOnceTheFirstRowIsErased();
        assertThat(fixture.reproduce("d", 1)).containsEntry("verdict", "DIFFERENT");
        assertThatThrownBy(() -> fixture.read(version("d", 1))).hasMessageContaining("has expired");
    }

    @Test
    void erasedRowsDoNotComeBackFromARebuildMadeBefore() throws IOException {
        make("2");
        table().newAppend().commit();
        expire();
        assertThat(fixture.reproduce("d", 1))
                .containsEntry("verdict", "EXACT")
                .containsEntry("path", "lake.shop.events by files");
        assertThat(fixture.read(version("d", 1))).hasSize(2);
        readingEndsOnceTheFirstRowIsErased();
        assertThat(fixture.reproduce("d", 1))
                .containsEntry("verdict", "DIFFERENT")
                .containsEntry("missing_rows", 1L);
    }

    @Test
    void deletesThatWereThereBeforeStillCount() throws IOException {
        append(row(1, 10), row(2, 20));
        deleteFirstRow();
        create();
        append(row(3, 30));
        expire();
        assertThat(fixture.reproduce("d", 1)).containsEntry("verdict", "EXACT").containsEntry("found_rows", 1L);
    }

    @Test
    void lineageTellsOldRowsInAFileThatWasRewritten() {
        make("3");
        append(row(3, 30));
        rewriteWithLineage();
        expire();

        assertThat(fixture.reproduce("d", 1))
                .containsEntry("verdict", "EXACT")
                .containsEntry("path", "lake.shop.events by row lineage");
    }

    @Test
    void evolvedPartitionsDoNotMatter() {
        make("2");
        table().updateSpec().addField("id").commit();
        append(row(3, 30));
        expire();
        assertThat(fixture.reproduce("d", 1)).containsEntry("verdict", "EXACT");
    }

    @Test
    void droppedColumnIsReadAsItWas() {
        make("2");
        table().updateSchema()
                .deleteColumn("value")
                .addColumn("value", Types.StringType.get())
                .commit();
        expire();
        assertThat(fixture.reproduce("d", 1)).containsEntry("verdict", "EXACT");
    }

    @Test
    void rebuildsMayBeRepeated() {
        make("2");
        append(row(3, 30));
        expire();
        assertThat(fixture.reproduce("d", 1)).containsEntry("verdict", "EXACT");
        assertThat(fixture.reproduce("d", 1)).containsEntry("verdict", "EXACT");
        assertThat(fixture.read(version("d", 1))).containsExactlyInAnyOrder(row(1L, 10L), row(2L, 20L));
    }

    private void make(String formatVersion) {
        try (BatchStream rows = fixture.lake.stream(EVENTS, row(1, 10), row(2, 20))) {
            new LakeWriter(fixture.lake.catalogs())
                    .write(
                            fixture.lake.context(),
                            rows,
                            name("events"),
                            WriteMode.CREATE,
                            Map.of("format-version", formatVersion));
        }
        create();
    }

    private void create() {
        fixture.create("d", QUERY, Map.of("pin", "none"));
    }

    private void append(List<?>... rows) {
        append(EVENTS, rows);
    }

    private void append(Schema schema, List<?>... rows) {
        try (BatchStream stream = fixture.lake.stream(schema, rows)) {
            new LakeWriter(fixture.lake.catalogs())
                    .write(fixture.lake.context(), stream, name("events"), WriteMode.CREATE_OR_APPEND);
        }
    }

    private void deleteFirstRow() throws IOException {
        Table table = table();
        DataFile file = oldestFile(table);
        String location = table.locationProvider().newDataLocation("deletes.parquet");
        PositionDeleteWriter<Record> writer = Parquet.writeDeletes(table.io().newOutputFile(location))
                .withSpec(table.spec())
                .buildPositionWriter();
        try (writer) {
            writer.write(PositionDelete.<Record>create().set(file.location(), 0L));
        }
        DeleteFile deletes = writer.toDeleteFile();
        table.newRowDelta().addDeletes(deletes).commit();
    }

    /** Files are planned in no order of their own. */
    private static DataFile oldestFile(Table table) throws IOException {
        DataFile oldest = null;
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                if (oldest == null || task.file().fileSequenceNumber() < oldest.fileSequenceNumber()) {
                    oldest = task.file();
                }
            }
        }
        return requireNonNull(oldest);
    }

    /** As an engine that knows of lineage compacts: rows keep the number of the commit that last updated them. */
    private void rewriteWithLineage() {
        LineageRewrite.run(table());
    }

    /** As PyIceberg expires snapshots: metadata that names the erased row, and its file, lie there for long. */
    private void readingEndsOnceTheFirstRowIsErased() throws IOException {
        deleteFirstRow();
        assertThat(fixture.read(version("d", 1))).hasSize(2);
        table().expireSnapshots()
                .expireOlderThan(Long.MAX_VALUE)
                .retainLast(1)
                .cleanExpiredFiles(false)
                .commit();

        assertThatThrownBy(() -> fixture.read(version("d", 1)))
                .hasMessageContaining("of lake.shop.events, which training dataset d version 1 reads, has expired");
    }

    private void expire() {
        table().updateProperties().set("touched", "1").commit();
        append(schema(longs("id")), row(99));
        table().expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit();
        assertThat(table().snapshots()).hasSize(1);
    }

    private Table table() {
        return fixture.lake.table("events");
    }
}

package io.godwit.planner.write;

import static io.godwit.planner.write.LakeFixture.doubles;
import static io.godwit.planner.write.LakeFixture.longs;
import static io.godwit.planner.write.LakeFixture.name;
import static io.godwit.planner.write.LakeFixture.row;
import static io.godwit.planner.write.LakeFixture.schema;
import static io.godwit.planner.write.LakeFixture.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes to one table at once: while the rows of one arrive, another commits. */
class LakeWriterRacesTest {
    private static final Schema PRICES = schema(longs("sku"), doubles("price"));
    private static final Schema STOCKS = schema(longs("sku"), longs("count"));

    @TempDir
    Path directory;

    private LakeFixture lake;
    private LakeWriter writer;

    @BeforeEach
    void open() {
        lake = new LakeFixture(directory, Map.of("catalog-impl", SilentCatalog.class.getName()));
        writer = new LakeWriter(lake.catalogs());
    }

    @AfterEach
    void nothingLeaks() {
        SilentCatalog.speak();
        lake.close();
    }

    @Test
    void whoComesSecondToATableThatWasNotThereAppends() throws IOException {
        WriteReceipt second = overtaken(
                WriteMode.CREATE_OR_APPEND, PRICES, () -> write(WriteMode.CREATE_OR_APPEND, PRICES, row(1, 1.5)));
        assertThat(skus()).containsExactlyInAnyOrder(1L, 9L);
        assertThat(second.snapshotId())
                .isEqualTo(lake.table("prices").currentSnapshot().snapshotId());
        assertThat(second.rowCount()).isEqualTo(1);
        assertThat(parquetFiles()).hasSize(2);
    }

    @Test
    void whoComesSecondToATableThatWasNotThereReplacesIt() {
        overtaken(WriteMode.REPLACE, PRICES, () -> write(WriteMode.REPLACE, PRICES, row(1, 1.5)));
        assertThat(skus()).containsExactly(9L);
        assertThat(lake.table("prices").snapshots()).hasSize(2);
    }

    @Test
    void createIsRefusedWhereAnotherWasFasterAndLeavesNothing() throws IOException {
        assertThatThrownBy(() -> overtaken(
                        WriteMode.CREATE, PRICES, () -> write(WriteMode.CREATE_OR_APPEND, PRICES, row(1, 1.5))))
                .isInstanceOfSatisfying(
                        GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
        assertThat(skus()).containsExactly(1L);
        assertThat(parquetFiles()).hasSize(1);
    }

    @Test
    void aReplacementForgetsNothingThatWasCommittedMeanwhile() {
        long first = write(WriteMode.CREATE, PRICES, row(1, 1.5)).snapshotId();
        List<Long> between = new ArrayList<>();
        overtaken(WriteMode.REPLACE, PRICES, () -> {
            between.add(write(WriteMode.APPEND, PRICES, row(2, 2.5)).snapshotId());
            between.add(write(WriteMode.REPLACE, PRICES, row(3, 3.5)).snapshotId());
            lake.table("prices").manageSnapshots().createTag("kept", first).commit();
        });
        Table table = lake.table("prices");
        assertThat(skus()).containsExactly(9L);
        assertThat(between)
                .allSatisfy(snapshot -> assertThat(table.snapshot(snapshot)).isNotNull());
        assertThat(table.refs()).containsKey("kept");
    }

    @Test
    void rowsThatDoNotFitWhatAnotherMadeOfTheTableAreRefusedAndLeaveNothing() throws IOException {
        Schema others = schema(longs("sku"), strings("other"));
        for (WriteMode mode : List.of(WriteMode.APPEND, WriteMode.CREATE_OR_APPEND)) {
            write(WriteMode.REPLACE, STOCKS, row(1, 2));
            assertRefused(() -> overtaken(mode, STOCKS, () -> write(WriteMode.REPLACE, others, row(2, "x"))));
            assertThat(skus()).containsExactly(2L);
        }
        assertThat(parquetFiles()).hasSize(2 * 2);
    }

    @Test
    void rowsThatDoNotFitATableThatAnotherMadeAreRefused() throws IOException {
        assertRefused(() ->
                overtaken(WriteMode.CREATE_OR_APPEND, PRICES, () -> write(WriteMode.CREATE, STOCKS, row(1, 2))));
        assertThat(skus()).containsExactly(1L);
        assertThat(parquetFiles()).hasSize(1);
    }

    @Test
    void rowsThatFitWhatAnotherMadeOfTheTableAreWrittenAnewForIt() throws IOException {
        for (WriteMode mode : List.of(WriteMode.APPEND, WriteMode.CREATE_OR_APPEND, WriteMode.REPLACE)) {
            write(WriteMode.REPLACE, PRICES, row(1, 2.5));
            Schema others = schema(strings("name of " + mode), doubles("Price"), longs("sku"));
            WriteReceipt receipt = overtaken(mode, PRICES, () -> {
                write(WriteMode.REPLACE, others, row("x", 7.5, 2));
                lake.table("prices").updateSpec().addField("sku").commit();
            });
            assertThat(receipt.rowCount()).isEqualTo(1);
            assertThat(column("price"))
                    .containsExactlyInAnyOrderElementsOf(mode == WriteMode.REPLACE ? List.of(9.5) : List.of(7.5, 9.5));
        }
        assertThat(parquetFiles()).hasSize(3 * 3);
    }

    @Test
    void manyThatMakeAndReplaceOneTableAllSucceed() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Future<WriteReceipt>> writes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            WriteMode mode = i % 2 == 0 ? WriteMode.CREATE_OR_APPEND : WriteMode.REPLACE;
            int sku = i;
            writes.add(threads.submit(() -> write(mode, PRICES, row(sku, 1.5))));
        }
        for (Future<WriteReceipt> write : writes) {
            long snapshot = write.get().snapshotId();
            assertThat(lake.table("prices").snapshot(snapshot)).isNotNull();
        }
        threads.shutdown();
        assertThat(lake.table("prices").snapshots()).hasSize(12);
    }

    @Test
    void aCommitOfWhichTheCatalogSaysThatItFailedIsLookedFor() {
        for (WriteMode mode : List.of(WriteMode.CREATE, WriteMode.APPEND, WriteMode.REPLACE)) {
            SilentCatalog.failAfterCommit();
            WriteReceipt receipt = write(mode, PRICES, row(1, 1.5));
            SilentCatalog.speak();
            assertThat(receipt.snapshotId())
                    .isEqualTo(lake.table("prices").currentSnapshot().snapshotId());
        }
        assertThat(skus()).containsExactly(1L);
    }

    @Test
    void whereNothingTellsWhetherACommitWasMadeTheFilesStay() throws IOException {
        SilentCatalog.vanishAfterCommit();
        assertThatThrownBy(() -> write(WriteMode.CREATE, PRICES, row(1, 1.5)))
                .hasMessageContaining("did not say whether it took the commit");
        SilentCatalog.speak();
        assertThat(skus()).containsExactly(1L);
    }

    private WriteReceipt overtaken(WriteMode mode, Schema schema, Runnable other) {
        VectorSchemaRoot batch =
                schema.equals(PRICES) ? lake.batch(schema, row(9, 9.5)) : lake.batch(schema, row(9, 9));
        try (BatchStream first = LakeFixture.batches(schema, batch);
                BatchStream rows = new FollowedStream(first, other)) {
            return writer.write(lake.context(), rows, name("prices"), mode);
        }
    }

    private WriteReceipt write(WriteMode mode, Schema schema, List<?>... rows) {
        try (BatchStream stream = lake.stream(schema, rows)) {
            return writer.write(lake.context(), stream, name("prices"), mode);
        }
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(GodwitException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
            assertThat(e).hasMessageContaining("that the table lacks");
        });
    }

    private List<Object> skus() {
        return column("sku");
    }

    private List<Object> column(String name) {
        List<Object> values = new ArrayList<>();
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(lake.table("prices")).build()) {
            records.forEach(record -> values.add(
                    record.get(record.struct().fields().indexOf(record.struct().caseInsensitiveField(name)))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }

    private List<Path> parquetFiles() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".parquet")).toList();
        }
    }

    /** What comes after its last batch, once. */
    private record FollowedStream(BatchStream first, Runnable then) implements BatchStream {
        @Override
        public Schema schema() {
            return first.schema();
        }

        @Override
        public VectorSchemaRoot next() {
            VectorSchemaRoot batch = first.next();
            if (batch == null) {
                then.run();
            }
            return batch;
        }

        @Override
        public void close() {}
    }
}

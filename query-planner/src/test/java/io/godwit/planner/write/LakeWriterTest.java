package io.godwit.planner.write;

import static io.godwit.planner.write.LakeFixture.doubles;
import static io.godwit.planner.write.LakeFixture.instants;
import static io.godwit.planner.write.LakeFixture.ints;
import static io.godwit.planner.write.LakeFixture.longs;
import static io.godwit.planner.write.LakeFixture.name;
import static io.godwit.planner.write.LakeFixture.row;
import static io.godwit.planner.write.LakeFixture.schema;
import static io.godwit.planner.write.LakeFixture.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.TimeStampMilliVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.impl.UnionListWriter;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeWriterTest {
    private static final Schema PRICES = schema(longs("sku"), strings("shop"), doubles("price"), instants("ts"));

    @TempDir
    Path directory;

    private LakeFixture lake;
    private LakeWriter writer;

    @BeforeEach
    void open() {
        lake = new LakeFixture(directory);
        writer = new LakeWriter(lake.catalogs());
    }

    @AfterEach
    void nothingLeaks() {
        lake.close();
    }

    @Test
    void createdTableHoldsTheRowsInOneSnapshot() {
        WriteReceipt receipt = write("prices", WriteMode.CREATE, PRICES, row(1, "a", 1.5, 0), row(2, null, null, null));

        Table table = lake.table("prices");
        assertThat(receipt.rowCount()).isEqualTo(2);
        assertThat(table.snapshots()).hasSize(1);
        assertThat(receipt.snapshotId()).isEqualTo(table.currentSnapshot().snapshotId());
        assertThat(rows(table))
                .containsExactlyInAnyOrder(
                        row(1L, "a", 1.5, OffsetDateTime.parse("1970-01-01T00:00Z")), row(2L, null, null, null));
    }

    @Test
    void createOfAnExistingTableIsRefused() {
        write("prices", WriteMode.CREATE, PRICES, row(1, "a", 1.5, 0));
        assertFails(ErrorCode.ALREADY_EXISTS, () -> write("prices", WriteMode.CREATE, PRICES, row(1, "a", 1.5, 0)));
    }

    @Test
    void appendMatchesColumnsByNameAndFillsWhatIsMissing() {
        write("prices", WriteMode.CREATE, PRICES, row(1, "a", 1.5, 0));
        write("prices", WriteMode.APPEND, schema(doubles("PRICE"), ints("sku")), row(2.5, 2));
        assertThat(rows(lake.table("prices")))
                .contains(row(2L, null, 2.5, null))
                .hasSize(2);
    }

    @Test
    void appendOfAColumnTheTableLacksNamesItsColumns() {
        write("prices", WriteMode.CREATE, PRICES, row(1, "a", 1.5, 0));
        assertThatThrownBy(() -> write("prices", WriteMode.APPEND, schema(longs("skus")), row(1)))
                .hasMessageContaining("\"skus\"")
                .hasMessageContaining("sku, shop, price, ts");
    }

    @Test
    void appendOfAnotherTypeSaysWhatToCastTo() {
        write("prices", WriteMode.CREATE, PRICES, row(1, "a", 1.5, 0));
        assertThatThrownBy(() -> write("prices", WriteMode.APPEND, schema(strings("sku")), row("1")))
                .hasMessageContaining("cast it to long");
    }

    @Test
    void appendToNoTableIsRefusedAndCreateOrAppendMakesIt() {
        assertFails(ErrorCode.NOT_FOUND, () -> write("prices", WriteMode.APPEND, PRICES, row(1, "a", 1.5, 0)));
        write("prices", WriteMode.CREATE_OR_APPEND, PRICES, row(1, "a", 1.5, 0));
        write("prices", WriteMode.CREATE_OR_APPEND, PRICES, row(2, "a", 1.5, 0));
        assertThat(rows(lake.table("prices"))).hasSize(2);
    }

    @Test
    void replaceTakesNewColumnsAndKeepsTheHistory() {
        long before =
                write("prices", WriteMode.CREATE, PRICES, row(1, "a", 1.5, 0)).snapshotId();
        write("prices", WriteMode.REPLACE, schema(strings("other")), row("x"));
        Table table = lake.table("prices");
        assertThat(rows(table)).containsExactly(row("x"));
        assertThat(table.snapshot(before)).isNotNull();
    }

    @Test
    void nullInARequiredColumnIsRefusedAndLeavesNothing() throws IOException {
        lake.catalog()
                .createTable(
                        name("strict").identifier(),
                        new org.apache.iceberg.Schema(NestedField.required(1, "sku", Types.LongType.get())));
        assertFails(
                ErrorCode.INVALID_ARGUMENT,
                () -> write("strict", WriteMode.APPEND, schema(longs("sku")), row(1), row((Object) null)));
        assertThat(parquetFiles()).isEmpty();
    }

    @Test
    void partitionedTableGetsOneFilePerPartition() {
        org.apache.iceberg.Schema columns = new org.apache.iceberg.Schema(
                NestedField.optional(1, "sku", Types.LongType.get()),
                NestedField.optional(2, "shop", Types.StringType.get()),
                NestedField.optional(3, "ts", Types.TimestampType.withZone()));
        PartitionSpec spec =
                PartitionSpec.builderFor(columns).identity("shop").day("ts").build();
        lake.catalog()
                .buildTable(name("prices").identifier(), columns)
                .withPartitionSpec(spec)
                .create();

        Schema rows = schema(longs("sku"), strings("shop"), instants("ts"));
        write("prices", WriteMode.APPEND, rows, row(1, "b", 0), row(2, "a", 0), row(3, "b", 1), row(4, null, 0));

        Table table = lake.table("prices");
        List<String> partitions = new ArrayList<>();
        for (DataFile file : files(table)) {
            partitions.add(file.partition().get(0, String.class) + " " + file.recordCount());
        }
        assertThat(partitions).containsExactlyInAnyOrder("a 1", "b 2", "null 1");
        assertThat(rows(table)).hasSize(4);
    }

    /** What pandas and Polars make of text. */
    @Test
    void largeStringsAreStrings() {
        LargeVarCharVector text = new LargeVarCharVector("text", lake.allocator());
        text.setSafe(0, "größer".getBytes(StandardCharsets.UTF_8));
        LargeVarBinaryVector bytes = new LargeVarBinaryVector("bytes", lake.allocator());
        bytes.setSafe(0, new byte[] {1, 2});
        List<FieldVector> vectors = List.of(text, bytes);
        vectors.forEach(vector -> vector.setValueCount(2));
        VectorSchemaRoot batch = new VectorSchemaRoot(vectors);
        try (BatchStream rows = LakeFixture.batches(batch.getSchema(), batch)) {
            writer.write(lake.context(), rows, name("large"), WriteMode.CREATE);
        }
        assertThat(rows(lake.table("large")))
                .containsExactlyInAnyOrder(row("größer", ByteBuffer.wrap(new byte[] {1, 2})), row(null, null));
    }

    @Test
    void typesIcebergLacksWidenOrScale() {
        TinyIntVector tiny = new TinyIntVector("tiny", lake.allocator());
        tiny.setSafe(0, -7);
        UInt8Vector unsigned = new UInt8Vector("unsigned", lake.allocator());
        unsigned.setSafe(0, -1L);
        TimeStampMilliVector millis = new TimeStampMilliVector("millis", lake.allocator());
        millis.setSafe(0, 1500);
        ListVector list = ListVector.empty("list", lake.allocator());
        UnionListWriter items = list.getWriter();
        items.startList();
        items.integer().writeInt(4);
        items.writeNull();
        items.endList();
        List<FieldVector> vectors = List.of(tiny, unsigned, millis, list);
        vectors.forEach(vector -> vector.setValueCount(1));
        VectorSchemaRoot batch = new VectorSchemaRoot(vectors);
        try (BatchStream rows = LakeFixture.batches(batch.getSchema(), batch)) {
            writer.write(lake.context(), rows, name("wide"), WriteMode.CREATE);
        }
        assertThat(rows(lake.table("wide")))
                .containsExactly(row(
                        -7,
                        new BigDecimal("18446744073709551615"),
                        LocalDateTime.parse("1970-01-01T00:00:01.5"),
                        row(4, null)));
    }

    @Test
    void typeWithoutPlaceInIcebergIsRefusedByName() {
        Field interval = Field.nullable("gap", new ArrowType.Interval(IntervalUnit.DAY_TIME));
        assertThatThrownBy(() -> write("t", WriteMode.CREATE, schema(interval)))
                .isInstanceOf(GodwitException.class)
                .hasMessageContaining("\"gap\"");
    }

    @Test
    void noRowsStillMakeATable() {
        WriteReceipt receipt = write("prices", WriteMode.CREATE, PRICES);
        assertThat(receipt.rowCount()).isZero();
        assertThat(rows(lake.table("prices"))).isEmpty();
    }

    @Test
    void cancelledWriteLeavesNothingBehind() throws IOException {
        Cancellation cancellation = new Cancellation();
        BatchStream rows = new InterruptedStream(
                lake.batch(PRICES, row(1, "a", 1.5, 0)),
                () -> cancellation.cancel(new GodwitException(ErrorCode.CANCELLED, "stop")));
        assertFails(
                ErrorCode.CANCELLED,
                () -> writer.write(lake.context(cancellation), rows, name("prices"), WriteMode.CREATE));
        assertThat(lake.catalog().tableExists(name("prices").identifier())).isFalse();
        assertThat(parquetFiles()).isEmpty();
    }

    @Test
    void inputThatFailsLeavesNothingBehind() throws IOException {
        write("prices", WriteMode.CREATE, PRICES, row(1, "a", 1.5, 0));
        List<Path> before = parquetFiles();
        BatchStream rows = new InterruptedStream(lake.batch(PRICES, row(2, "a", 1.5, 0)), () -> {
            throw new GodwitException(ErrorCode.UNAVAILABLE, "storage is gone");
        });
        assertThatThrownBy(() -> writer.write(lake.context(), rows, name("prices"), WriteMode.APPEND))
                .hasMessage("storage is gone");
        assertThat(rows(lake.table("prices"))).hasSize(1);
        assertThat(parquetFiles()).isEqualTo(before);
    }

    @Test
    void filesWrittenByManyWorkersKeepTheOrderOfRows() {
        write("prices", WriteMode.CREATE, PRICES);
        Table table = lake.table("prices");
        table.updateProperties()
                .set("write.target-file-size-bytes", "2000")
                .set("write.parquet.row-group-size-bytes", "500")
                .commit();
        VectorSchemaRoot[] batches = new VectorSchemaRoot[400];
        for (int i = 0; i < batches.length; i++) {
            batches[i] = lake.batch(PRICES, row(2 * i, "a", 1.5, 0), row(2 * i + 1, null, 2.5, null));
        }
        try (BatchStream rows = LakeFixture.batches(PRICES, batches)) {
            writer.write(lake.context(), rows, name("prices"), WriteMode.APPEND);
        }
        List<DataFile> files = new ArrayList<>(files(lake.table("prices")));
        files.sort(Comparator.comparing(DataFile::location));
        assertThat(files).hasSizeGreaterThan(5);
        assertThat(files).anySatisfy(file -> assertThat(file.splitOffsets()).hasSizeGreaterThan(1));
        long next = 0;
        for (DataFile file : files) {
            long least = Conversions.fromByteBuffer(
                    Types.LongType.get(), file.lowerBounds().get(1));
            assertThat(least).isEqualTo(next);
            next += file.recordCount();
        }
        assertThat(rows(lake.table("prices"))).hasSize(800);
    }

    @Test
    void racingAppendsAllArriveEachWithItsOwnSnapshot() throws Exception {
        write("prices", WriteMode.CREATE, PRICES);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Future<WriteReceipt>> writes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int sku = i;
            writes.add(threads.submit(() -> write("prices", WriteMode.APPEND, PRICES, row(sku, "a", 1.5, 0))));
        }
        Set<Long> snapshots = new HashSet<>();
        for (Future<WriteReceipt> write : writes) {
            assertThat(write.get().rowCount()).isEqualTo(1);
            snapshots.add(write.get().snapshotId());
        }
        threads.shutdown();
        assertThat(rows(lake.table("prices"))).hasSize(12);
        assertThat(snapshots).hasSize(12);
    }

    @Test
    void nanosecondsMakeAVersionThreeTable() {
        Field nanos =
                Field.nullable("ts", new ArrowType.Timestamp(org.apache.arrow.vector.types.TimeUnit.NANOSECOND, null));
        write("nanos", WriteMode.CREATE, schema(nanos), row(1));
        assertThat(lake.table("nanos").properties()).doesNotContainKey("format-version");
        assertThat(rows(lake.table("nanos")))
                .containsExactly(row(LocalDateTime.parse("1970-01-01T00:00:00.000000001")));
    }

    @Test
    void aReplacedTableKeepsItsFormatVersion() {
        Field nanos =
                Field.nullable("ts", new ArrowType.Timestamp(org.apache.arrow.vector.types.TimeUnit.NANOSECOND, null));
        write("nanos", WriteMode.CREATE, schema(nanos), row(1));
        write("nanos", WriteMode.REPLACE, schema(longs("n")), row(2));
        assertThat(rows(lake.table("nanos"))).containsExactly(row(2L));
    }

    @Test
    void aFieldOfAStructureIsNoColumnOfTheTable() {
        Field structure = new Field("st", FieldType.nullable(ArrowType.Struct.INSTANCE), List.of(longs("x")));
        write("structures", WriteMode.CREATE, schema(longs("x"), structure));
        assertThatThrownBy(() -> write("structures", WriteMode.APPEND, schema(longs("st.x")), row(1)))
                .hasMessageContaining("\"st.x\" that the table lacks");
    }

    @Test
    void nothingButNullsFitsEveryColumn() {
        write("prices", WriteMode.CREATE, PRICES, row(1, "a", 1.5, 0));
        Field nulls = new Field("shop", FieldType.nullable(ArrowType.Null.INSTANCE), List.of());
        write("prices", WriteMode.APPEND, schema(longs("sku"), nulls), row(2, null));
        assertThat(rows(lake.table("prices")))
                .contains(row(2L, null, null, null))
                .hasSize(2);
    }

    @Test
    void aTableHasADirectoryWithinTheWarehouse() {
        for (String escaping : List.of("..", "../../up", "a//b", ".", "x".repeat(256), "ü".repeat(128))) {
            for (WriteMode mode : List.of(WriteMode.CREATE, WriteMode.CREATE_OR_APPEND, WriteMode.REPLACE)) {
                assertFails(ErrorCode.INVALID_ARGUMENT, () -> write(escaping, mode, PRICES, row(1, "a", 1.5, 0)));
            }
        }
    }

    @Test
    void propertiesGoToTheNewTable() {
        try (BatchStream rows = lake.stream(PRICES, row(1, "a", 1.5, 0))) {
            writer.write(lake.context(), rows, name("prices"), WriteMode.CREATE, Map.of("godwit.event-time", "ts"));
        }
        assertThat(lake.table("prices").properties()).containsEntry("godwit.event-time", "ts");
    }

    private WriteReceipt write(String table, WriteMode mode, Schema schema, List<?>... rows) {
        try (BatchStream stream = lake.stream(schema, rows)) {
            return writer.write(lake.context(), stream, name(table), mode);
        }
    }

    private static void assertFails(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        GodwitException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private List<Path> parquetFiles() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .sorted()
                    .toList();
        }
    }

    private static List<DataFile> files(Table table) {
        List<DataFile> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().includeColumnStats().planFiles()) {
            tasks.forEach(task -> files.add(task.file()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return files;
    }

    private static List<List<Object>> rows(Table table) {
        List<List<Object>> rows = new ArrayList<>();
        try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
            for (Record each : records) {
                List<Object> values = new ArrayList<>();
                for (int i = 0; i < each.size(); i++) {
                    values.add(each.get(i));
                }
                rows.add(values);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return rows;
    }

    private static final class InterruptedStream implements BatchStream {
        private final BatchStream first;
        private final Runnable then;
        private boolean given;

        InterruptedStream(VectorSchemaRoot batch, Runnable then) {
            this.first = LakeFixture.batches(batch.getSchema(), batch);
            this.then = then;
        }

        @Override
        public Schema schema() {
            return first.schema();
        }

        @Override
        public VectorSchemaRoot next() {
            if (given) {
                then.run();
            }
            given = true;
            return first.next();
        }

        @Override
        public void close() {
            first.close();
        }
    }
}

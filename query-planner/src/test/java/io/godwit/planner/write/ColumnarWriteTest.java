package io.godwit.planner.write;

import static io.godwit.planner.write.LakeFixture.name;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.ByteBuffers;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files written column by column, against those of Iceberg's own writer: the same rows, and the same metrics. */
class ColumnarWriteTest {
    private static final Field ELEMENT = Field.nullable("element", new ArrowType.Int(32, true));
    private static final Field KEY = Field.notNullable("key", ArrowType.Utf8.INSTANCE);

    @TempDir
    Path directory;

    private LakeFixture lake;

    @BeforeEach
    void open() {
        lake = new LakeFixture(directory);
    }

    @AfterEach
    void nothingLeaks() {
        lake.close();
    }

    private static final Schema FLAT = new Schema(List.of(
            type("bool", ArrowType.Bool.INSTANCE),
            type("i8", new ArrowType.Int(8, true)),
            type("i16", new ArrowType.Int(16, true)),
            type("i32", new ArrowType.Int(32, true)),
            type("i64", new ArrowType.Int(64, true)),
            type("u8", new ArrowType.Int(8, false)),
            type("u16", new ArrowType.Int(16, false)),
            type("u32", new ArrowType.Int(32, false)),
            type("u64", new ArrowType.Int(64, false)),
            type("f16", new ArrowType.FloatingPoint(FloatingPointPrecision.HALF)),
            type("f32", new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)),
            type("f64", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
            type("dec9", new ArrowType.Decimal(9, 2, 128)),
            type("dec18", new ArrowType.Decimal(18, 0, 128)),
            type("dec38", new ArrowType.Decimal(38, 10, 128)),
            type("text", ArrowType.Utf8.INSTANCE),
            type("large_text", ArrowType.LargeUtf8.INSTANCE),
            type("bytes", ArrowType.Binary.INSTANCE),
            type("large_bytes", ArrowType.LargeBinary.INSTANCE),
            type("fixed", new ArrowType.FixedSizeBinary(5)),
            new Field(
                    "uuid",
                    new FieldType(
                            true,
                            new ArrowType.FixedSizeBinary(16),
                            null,
                            Map.of("ARROW:extension:name", "arrow.uuid", "ARROW:extension:metadata", "")),
                    List.of()),
            type("day", new ArrowType.Date(DateUnit.DAY)),
            type("date_millis", new ArrowType.Date(DateUnit.MILLISECOND)),
            type("time_s", new ArrowType.Time(TimeUnit.SECOND, 32)),
            type("time_us", new ArrowType.Time(TimeUnit.MICROSECOND, 64)),
            type("ts", new ArrowType.Timestamp(TimeUnit.MICROSECOND, null)),
            type("ts_ms", new ArrowType.Timestamp(TimeUnit.MILLISECOND, "UTC")),
            type("ts_ns", new ArrowType.Timestamp(TimeUnit.NANOSECOND, "UTC")),
            Field.notNullable("required", new ArrowType.Int(64, true))));

    private static final Schema NESTED = new Schema(List.of(
            type("id", new ArrowType.Int(64, true)),
            list("list", ELEMENT),
            list("lists", list("element", type("element", ArrowType.Utf8.INSTANCE))),
            struct("struct", type("a", ArrowType.Utf8.INSTANCE), struct("b", ELEMENT, list("c", ELEMENT))),
            list(
                    "structs",
                    struct("element", type("x", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)), ELEMENT)),
            map("map", type("value", new ArrowType.Decimal(20, 3, 128))),
            map("maps", list("value", ELEMENT)),
            new Field("pair", FieldType.nullable(new ArrowType.FixedSizeList(2)), List.of(ELEMENT))));

    private static Field type(String name, ArrowType type) {
        return Field.nullable(name, type);
    }

    private static Field list(String name, Field element) {
        return new Field(name, FieldType.nullable(ArrowType.List.INSTANCE), List.of(element));
    }

    private static Field struct(String name, Field... fields) {
        return new Field(name, FieldType.nullable(ArrowType.Struct.INSTANCE), List.of(fields));
    }

    private static Field map(String name, Field value) {
        Field entries = new Field("entries", FieldType.notNullable(ArrowType.Struct.INSTANCE), List.of(KEY, value));
        return new Field(name, FieldType.nullable(new ArrowType.Map(false)), List.of(entries));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 60, 100_000})
    void flatColumnsAreAsIcebergWritesThem(int distinct) {
        assertSame(FLAT, distinct, table -> {});
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 100_000})
    void nestedColumnsAreAsIcebergWritesThem(int distinct) {
        assertSame(NESTED, distinct, table -> {});
    }

    @ParameterizedTest
    @ValueSource(strings = {"uncompressed", "snappy", "gzip", "zstd"})
    void everyCodecIsRead(String codec) {
        assertSame(
                FLAT,
                30,
                table -> table.updateProperties()
                        .set("write.parquet.compression-codec", codec)
                        .set("write.metadata.metrics.default", "full")
                        .commit());
    }

    @Test
    void smallPagesAndRowGroupsHoldTheSame() {
        assertSame(
                NESTED,
                40,
                table -> table.updateProperties()
                        .set("write.parquet.page-size-bytes", "64")
                        .set("write.parquet.dict-size-bytes", "100")
                        .set("write.parquet.row-group-size-bytes", "20000")
                        .commit());
    }

    /** Indexes of words in no order do not shrink, so that the chunk is stored; the texts that come then do. */
    @Test
    void textIsCompressedBehindADictionaryThatWasGivenUp() {
        Schema schema = new Schema(List.of(type("text", ArrowType.Utf8.INSTANCE)));
        Table table = table(
                "given_up",
                schema,
                empty -> empty.updateProperties()
                        .set("write.parquet.page-row-limit", "1000")
                        .set("write.parquet.dict-size-bytes", "8000")
                        .commit());
        Random random = new Random(17);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            texts.add("word " + random.nextInt(256));
        }
        for (int i = 0; i < 4_000; i++) {
            texts.add("a text that comes only once, number " + i);
        }
        TableWrite write = TableWrite.open(lake.context(), schema, table);
        write.add(textBatch(schema, texts));
        List<DataFile> files = write.finish();
        table.newAppend().appendFile(files.get(0)).commit();

        assertThat(rows(table))
                .isEqualTo(texts.stream().map(each -> "{" + each + "}").sorted().toList());
        assertThat(files.get(0).fileSizeInBytes()).isLessThan(50_000);
    }

    private VectorSchemaRoot textBatch(Schema schema, List<String> texts) {
        VectorSchemaRoot batch = VectorSchemaRoot.create(schema, lake.allocator());
        VarCharVector vector = (VarCharVector) batch.getVector(0);
        for (int row = 0; row < texts.size(); row++) {
            vector.setSafe(row, texts.get(row).getBytes(StandardCharsets.UTF_8));
        }
        batch.setRowCount(texts.size());
        return batch;
    }

    @Test
    void pagesOfNaNsAreNotPagesOfNulls() throws IOException {
        Schema schema = new Schema(List.of(type("d", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE))));
        Table table = table(
                "nans",
                schema,
                empty -> empty.updateProperties()
                        .set("write.parquet.page-row-limit", "2")
                        .commit());
        VectorSchemaRoot batch = VectorSchemaRoot.create(schema, lake.allocator());
        Float8Vector vector = (Float8Vector) batch.getVector(0);
        vector.setSafe(0, 1.5);
        vector.setSafe(1, Double.NaN);
        vector.setSafe(2, Double.NaN);
        vector.setSafe(3, Double.NaN);
        vector.setNull(4);
        vector.setNull(5);
        batch.setRowCount(6);
        TableWrite write = TableWrite.open(lake.context(), schema, table);
        write.add(batch);
        Path file = Path.of(URI.create(write.finish().get(0).location()));

        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
            var chunk = reader.getFooter().getBlocks().get(0).getColumns().get(0);
            assertThat(reader.readColumnIndex(chunk).getNullPages()).containsExactly(false, false, true);
        }
    }

    @Test
    void partitionsHoldTheSame() {
        assertSame(
                FLAT,
                9,
                table -> table.updateSpec()
                        .addField("text")
                        .addField(Expressions.bucket("i64", 3))
                        .commit());
    }

    private interface Setting {
        void applyTo(Table table);
    }

    private void assertSame(Schema schema, int distinct, Setting setting) {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Table columnar = table("columnar", schema, setting);
        Table rowWise = table("row_wise", schema, setting);
        TableWrite write = TableWrite.open(lake.context(), schema, columnar);
        assertThat(write).isInstanceOf(ColumnarWrite.class);
        List<DataFile> files = write(write, schema, distinct, seed, columnar);
        List<DataFile> expected = write(new RowWrite(lake.context(), schema, rowWise), schema, distinct, seed, rowWise);

        List<String> rows = rows(columnar);
        List<String> expectedRows = rows(rowWise);
        assertThat(rows).hasSameSizeAs(expectedRows);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i)).isEqualTo(expectedRows.get(i));
        }
        assertThat(files).hasSameSizeAs(expected);
        for (DataFile each : expected) {
            DataFile file = files.stream()
                    .filter(other -> other.partition().equals(each.partition()))
                    .findFirst()
                    .orElseThrow();
            assertMetrics(file, each);
        }
    }

    private static void assertMetrics(DataFile file, DataFile expected) {
        assertThat(file.recordCount()).isEqualTo(expected.recordCount());
        assertThat(file.valueCounts()).isEqualTo(expected.valueCounts());
        assertThat(file.nullValueCounts()).isEqualTo(expected.nullValueCounts());
        assertThat(file.nanValueCounts()).isEqualTo(expected.nanValueCounts());
        assertThat(file.lowerBounds()).isEqualTo(expected.lowerBounds());
        assertThat(file.upperBounds()).isEqualTo(expected.upperBounds());
        assertThat(file.columnSizes().keySet()).isEqualTo(expected.columnSizes().keySet());
        assertThat(file.splitOffsets()).isNotEmpty();
    }

    private Table table(String table, Schema schema, Setting setting) {
        lake.catalog()
                .buildTable(name(table).identifier(), IcebergTypes.schema(schema))
                .withProperty("format-version", "3")
                .create();
        setting.applyTo(lake.table(table));
        return lake.table(table);
    }

    private List<DataFile> write(TableWrite write, Schema schema, int distinct, long seed, Table table) {
        Random random = new Random(seed);
        RandomBatches batches = new RandomBatches(random, lake.allocator(), distinct);
        for (int i = 0; i < 12; i++) {
            write.add(batches.next(schema, random.nextInt(300)));
        }
        List<DataFile> files = write.finish();
        var append = table.newAppend();
        files.forEach(append::appendFile);
        append.commit();
        return files;
    }

    private static List<String> rows(Table table) {
        List<String> rows = new ArrayList<>();
        try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
            records.forEach(record -> rows.add(text(record)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rows.sort(Comparator.naturalOrder());
        return rows;
    }

    private static String text(@Nullable Object value) {
        if (value instanceof StructLike struct) {
            return IntStream.range(0, struct.size())
                    .mapToObj(i -> text(struct.get(i, Object.class)))
                    .collect(Collectors.joining(", ", "{", "}"));
        } else if (value instanceof Collection<?> values) {
            return values.stream().map(ColumnarWriteTest::text).collect(Collectors.joining(", ", "[", "]"));
        } else if (value instanceof Map<?, ?> map) {
            return text(map.entrySet().stream()
                    .map(entry -> text(entry.getKey()) + "=" + text(entry.getValue()))
                    .toList());
        } else if (value instanceof ByteBuffer bytes) {
            return HexFormat.of().formatHex(ByteBuffers.toByteArray(bytes));
        }
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value);
    }
}

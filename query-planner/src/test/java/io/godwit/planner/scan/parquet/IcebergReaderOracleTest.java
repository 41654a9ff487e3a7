package io.godwit.planner.scan.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.file.RowFilter;
import io.godwit.planner.scan.record.RecordFileReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.iceberg.Files;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that parquet-java wrote, read by the decoder and by Iceberg's generic reader, as written and as evolved. */
class IcebergReaderOracleTest {
    private static final int ROWS = 3000;

    private static final Schema WRITTEN = new Schema(
            NestedField.required(1, "id", Types.LongType.get()),
            NestedField.optional(2, "flag", Types.BooleanType.get()),
            NestedField.optional(3, "i", Types.IntegerType.get()),
            NestedField.optional(4, "f", Types.FloatType.get()),
            NestedField.optional(5, "d", Types.DoubleType.get()),
            NestedField.optional(6, "day", Types.DateType.get()),
            NestedField.optional(7, "time", Types.TimeType.get()),
            NestedField.optional(8, "ts", Types.TimestampType.withoutZone()),
            NestedField.optional(9, "tz", Types.TimestampType.withZone()),
            NestedField.optional(10, "ns", Types.TimestampNanoType.withoutZone()),
            NestedField.optional(11, "s", Types.StringType.get()),
            NestedField.optional(12, "u", Types.UUIDType.get()),
            NestedField.optional(13, "x", Types.FixedType.ofLength(5)),
            NestedField.optional(14, "b", Types.BinaryType.get()),
            NestedField.optional(15, "d9", Types.DecimalType.of(9, 2)),
            NestedField.optional(16, "d18", Types.DecimalType.of(18, 3)),
            NestedField.optional(17, "d38", Types.DecimalType.of(38, 9)),
            NestedField.optional(
                    18,
                    "st",
                    Types.StructType.of(
                            NestedField.optional(19, "a", Types.IntegerType.get()),
                            NestedField.required(20, "b", Types.StringType.get()),
                            NestedField.optional(21, "l", Types.ListType.ofOptional(22, Types.DoubleType.get())))),
            NestedField.optional(
                    23,
                    "m",
                    Types.MapType.ofOptional(
                            24,
                            25,
                            Types.StringType.get(),
                            Types.StructType.of(NestedField.optional(26, "v", Types.FloatType.get())))));

    /** Renamed, reordered, widened, dropped and added columns, at the top and below. */
    private static final Schema EVOLVED = new Schema(
            NestedField.optional(11, "renamed", Types.StringType.get()),
            NestedField.optional(3, "i", Types.LongType.get()),
            NestedField.optional(4, "f", Types.DoubleType.get()),
            NestedField.optional(15, "d9", Types.DecimalType.of(20, 2)),
            NestedField.optional(30, "added", Types.StringType.get()),
            NestedField.required("count")
                    .withId(31)
                    .ofType(Types.IntegerType.get())
                    .withInitialDefault(Literal.of(34))
                    .withWriteDefault(Literal.of(35))
                    .build(),
            NestedField.optional(
                    18,
                    "st",
                    Types.StructType.of(
                            NestedField.optional(32, "new", Types.LongType.get()),
                            NestedField.optional("word")
                                    .withId(33)
                                    .ofType(Types.StringType.get())
                                    .withInitialDefault(Literal.of("given"))
                                    .build(),
                            NestedField.optional(19, "a", Types.LongType.get()))),
            NestedField.optional(
                    23,
                    "m",
                    Types.MapType.ofOptional(
                            24,
                            25,
                            Types.StringType.get(),
                            Types.StructType.of(
                                    NestedField.optional(34, "w", Types.IntegerType.get()),
                                    NestedField.optional(26, "v", Types.DoubleType.get())))),
            NestedField.required(1, "id", Types.LongType.get()));

    /** Of each nested column only a field that the file does not have. */
    private static final Schema ABSENT = new Schema(
            NestedField.optional(18, "st", Types.StructType.of(NestedField.optional(40, "none", Types.LongType.get()))),
            NestedField.optional(41, "gone", Types.ListType.ofOptional(42, Types.LongType.get())));

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "zstd, PARQUET_1_0, 4096, 1048576",
        "gzip, PARQUET_2_0, 4096, 1048576",
        "snappy, PARQUET_2_0, 2048, 200",
        "uncompressed, PARQUET_1_0, 1024, 1",
        "zstd, PARQUET_2_0, 100000, 1"
    })
    void bothReadTheSame(String codec, WriterVersion version, int pageBytes, int dictionaryBytes) throws IOException {
        Path file = directory.resolve("file.parquet");
        write(file, codec, version, pageBytes, dictionaryBytes);
        assertSame(file, WRITTEN);
        assertSame(file, EVOLVED);
        assertSame(file, ABSENT);
    }

    @ParameterizedTest
    @CsvSource({"zstd", "snappy", "uncompressed"})
    void dictionariesThatAreReadFrontFirstAreTheSame(String codec) throws IOException {
        Schema numbers = new Schema(
                NestedField.required(1, "l", Types.LongType.get()),
                NestedField.required(2, "d", Types.DoubleType.get()),
                NestedField.required(3, "d38", Types.DecimalType.of(38, 9)));
        Path file = directory.resolve("large.parquet");
        int distinct = 40_000;
        FileAppender<Record> appender = Parquet.write(Files.localOutput(file.toFile()))
                .schema(numbers)
                .createWriterFunc(GenericParquetWriter::create)
                .writerVersion(WriterVersion.PARQUET_2_0)
                .set("write.parquet.compression-codec", codec)
                .set("write.parquet.page-size-bytes", "65536")
                .set("write.parquet.dict-size-bytes", "4194304")
                .build();
        try (appender) {
            // All values, each thrice, or the writer takes no dictionary; then the first and the last by turns.
            for (int row = 0; row < 4 * distinct; row++) {
                int value = row < 3 * distinct ? row / 3 : row % 2 * (distinct - 1);
                GenericRecord record = GenericRecord.create(numbers);
                record.set(0, value * 0x9E3779B97F4A7C15L);
                record.set(1, Math.sqrt(value));
                record.set(2, BigDecimal.valueOf(value * 0x9E3779B97F4A7C15L, 9));
                appender.add(record);
            }
        }
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
            assertThat(reader.getRowGroups().get(0).getColumns()).allMatch(ColumnChunkMetaData::hasDictionaryPage);
        }
        assertSame(file, numbers);
        long[] deleted = LongStream.range(0, 3 * distinct - 50).toArray();
        assertSame(ParquetReads.read(file, numbers, RowFilter.ALL, Expressions.alwaysTrue(), deleted, 100));
    }

    @Test
    void deletedAndFilteredRowsAreTheSame() throws IOException {
        Path file = directory.resolve("file.parquet");
        write(file, "zstd", WriterVersion.PARQUET_2_0, 2048, 4096);
        long[] positions =
                new Random(3).longs(0, ROWS).limit(150).sorted().distinct().toArray();
        assertSame(ParquetReads.read(file, WRITTEN, RowFilter.ALL, Expressions.alwaysTrue(), positions, 100));
    }

    private static void assertSame(Path file, Schema columns) {
        assertSame(ParquetReads.read(file, columns, RowFilter.ALL, Expressions.alwaysTrue(), null, 700));
    }

    private static void assertSame(FileRead read) {
        try (RootAllocator allocator = new RootAllocator()) {
            Map<String, List<Object>> found = ParquetReads.values(allocator, read);
            Map<String, List<Object>> wanted = ParquetReads.values(allocator, new RecordFileReader(), read);
            wanted.forEach(
                    (column, values) -> assertThat(found.get(column)).as(column).isEqualTo(values));
        }
    }

    private static void write(Path file, String codec, WriterVersion version, int pageBytes, int dictionaryBytes)
            throws IOException {
        Random random = new Random(17);
        FileAppender<Record> appender = Parquet.write(Files.localOutput(file.toFile()))
                .schema(WRITTEN)
                .createWriterFunc(GenericParquetWriter::create)
                .writerVersion(version)
                .set("write.parquet.compression-codec", codec)
                .set("write.parquet.page-size-bytes", String.valueOf(pageBytes))
                .set("write.parquet.dict-size-bytes", String.valueOf(dictionaryBytes))
                .set("write.parquet.row-group-size-bytes", "150000")
                .set("write.parquet.row-group-check-min-record-count", "100")
                .overwrite()
                .build();
        try (appender) {
            for (int row = 0; row < ROWS; row++) {
                appender.add((Record) struct(WRITTEN.asStruct(), random));
            }
        }
    }

    private static Object struct(Types.StructType type, Random random) {
        GenericRecord record = GenericRecord.create(type);
        for (int i = 0; i < type.fields().size(); i++) {
            NestedField field = type.fields().get(i);
            record.set(i, field.isOptional() && random.nextInt(6) == 0 ? null : value(field.type(), random));
        }
        return record;
    }

    private static Object value(Type type, Random random) {
        return switch (type.typeId()) {
            case BOOLEAN -> random.nextInt(10) > 6;
            case INTEGER -> random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(50);
            case LONG -> random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(1000);
            case FLOAT -> List.of(0f, -0f, Float.NaN, random.nextFloat()).get(random.nextInt(4));
            case DOUBLE -> List.of(0d, -0d, Double.NaN, random.nextDouble()).get(random.nextInt(4));
            case DATE -> LocalDate.ofEpochDay(random.nextInt(40_000) - 20_000);
            case TIME -> LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000L) * 1000);
            case TIMESTAMP -> timestamp(random, ((Types.TimestampType) type).shouldAdjustToUTC());
            case TIMESTAMP_NANO -> LocalDateTime.ofEpochSecond(random.nextInt(), random.nextInt(1000), ZoneOffset.UTC);
            case STRING -> "s".repeat(random.nextInt(30)) + random.nextInt(200);
            case UUID -> new UUID(random.nextLong(), random.nextLong());
            case FIXED -> bytes(5, random);
            case BINARY -> ByteBuffer.wrap(bytes(random.nextInt(40), random));
            case DECIMAL -> decimal((Types.DecimalType) type, random);
            case STRUCT -> struct(type.asStructType(), random);
            case LIST -> list(type.asListType(), random);
            case MAP -> map(type.asMapType(), random);
            default -> throw new IllegalArgumentException(type.toString());
        };
    }

    private static Object timestamp(Random random, boolean instant) {
        LocalDateTime time =
                LocalDateTime.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000) * 1000, ZoneOffset.UTC);
        return instant ? time.atOffset(ZoneOffset.UTC) : time;
    }

    private static byte[] bytes(int length, Random random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static BigDecimal decimal(Types.DecimalType type, Random random) {
        BigInteger limit = BigInteger.TEN.pow(type.precision());
        BigInteger value = new BigInteger(random.nextInt(limit.bitLength() + 1), random).mod(limit);
        return new BigDecimal(random.nextBoolean() ? value : value.negate(), type.scale());
    }

    private static List<Object> list(Types.ListType type, Random random) {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(random.nextInt(5) == 0 ? null : value(type.elementType(), random));
        }
        return list;
    }

    private static Map<Object, Object> map(Types.MapType type, Random random) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            map.put(value(type.keyType(), random), random.nextInt(5) == 0 ? null : value(type.valueType(), random));
        }
        return map;
    }
}

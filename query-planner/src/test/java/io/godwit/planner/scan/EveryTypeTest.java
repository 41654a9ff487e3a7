package io.godwit.planner.scan;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows with every type, and rows of nulls, are the same whatever format holds them. */
class EveryTypeTest {
    private static final Types.StructType PAIR =
            Types.StructType.of(optional(30, "a", Types.IntegerType.get()), optional(31, "b", Types.StringType.get()));
    private static final Schema SCHEMA = new Schema(
            optional(1, "truth", Types.BooleanType.get()),
            optional(2, "int", Types.IntegerType.get()),
            optional(3, "long", Types.LongType.get()),
            optional(4, "float", Types.FloatType.get()),
            optional(5, "double", Types.DoubleType.get()),
            optional(6, "small", Types.DecimalType.of(9, 2)),
            optional(7, "middle", Types.DecimalType.of(18, 4)),
            optional(8, "large", Types.DecimalType.of(38, 10)),
            optional(9, "date", Types.DateType.get()),
            optional(10, "time", Types.TimeType.get()),
            optional(11, "local", Types.TimestampType.withoutZone()),
            optional(12, "instant", Types.TimestampType.withZone()),
            optional(13, "text", Types.StringType.get()),
            optional(14, "uuid", Types.UUIDType.get()),
            optional(15, "fixed", Types.FixedType.ofLength(5)),
            optional(16, "binary", Types.BinaryType.get()),
            optional(17, "pair", PAIR),
            optional(18, "list", Types.ListType.ofOptional(32, Types.DateType.get())),
            optional(19, "map", Types.MapType.ofOptional(33, 34, Types.StringType.get(), Types.DecimalType.of(9, 2))),
            optional(20, "lists", Types.ListType.ofOptional(35, Types.ListType.ofOptional(36, Types.LongType.get()))));

    @TempDir
    Path directory;

    private final QueryScope scope = new QueryScope();
    private TestLake lake;

    @BeforeEach
    void open() {
        lake = new TestLake(directory);
    }

    @AfterEach
    void close() {
        lake.close();
        scope.close();
    }

    private Rows read(String name, int formatVersion, FileFormat format) {
        Table table = lake.create(name, SCHEMA, PartitionSpec.unpartitioned(), formatVersion);
        TestLake.append(table, format, null, rows());
        return Rows.of(TableScan.of(lake.pin(name)).open(scope.context()));
    }

    private static List<Record> rows() {
        LocalDateTime before1970 = LocalDateTime.of(1969, 7, 20, 20, 17, 40, 123_456_000);
        Record pair = GenericRecord.create(PAIR);
        pair.set(0, -1);
        pair.set(1, "\u00e9");
        Record values = TestLake.row(
                SCHEMA,
                true,
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                Float.NaN,
                -0.0,
                new BigDecimal("-1234567.89"),
                new BigDecimal("12345678901234.5678"),
                new BigDecimal("-1234567890123456789012345678.0123456789"),
                LocalDate.of(1582, 10, 15),
                LocalTime.of(23, 59, 59, 999_999_000),
                before1970,
                OffsetDateTime.of(before1970, ZoneOffset.UTC),
                "na\u00efve \ud83d\udc26",
                UUID.fromString("f79c3e09-677c-4bbd-a479-3f349cb785e7"),
                new byte[] {1, 2, -3, 4, 5},
                ByteBuffer.wrap(new byte[] {0, -1}),
                pair,
                java.util.Arrays.asList(LocalDate.EPOCH, null),
                Map.of("k", new BigDecimal("0.01")),
                java.util.Arrays.asList(List.of(1L, 2L), List.of(), null));
        Record nulls = GenericRecord.create(SCHEMA);
        return List.of(values, nulls, values);
    }

    @ParameterizedTest
    @EnumSource(
            value = FileFormat.class,
            names = {"AVRO", "ORC"})
    void otherFormatsGiveWhatParquetGives(FileFormat format) {
        assertThat(read("other", 2, format)).isEqualTo(read("parquet", 2, FileFormat.PARQUET));
    }

    @ParameterizedTest
    @EnumSource(
            value = FileFormat.class,
            names = {"AVRO", "ORC", "PARQUET"})
    void formatVersionOneIsRead(FileFormat format) {
        Rows rows = read("one", 1, format);

        assertThat(rows).isEqualTo(read("two", 2, FileFormat.PARQUET));
        assertThat(rows.values()).hasSize(3);
    }

    @Test
    void aRowIsWhatWasWritten() {
        List<Object> row = read("t", 2, FileFormat.PARQUET).values().get(0);

        assertThat(row.subList(0, 5)).containsExactly(true, Integer.MIN_VALUE, Long.MAX_VALUE, Float.NaN, -0.0);
        assertThat(row.get(7)).isEqualTo(new BigDecimal("-1234567890123456789012345678.0123456789"));
        assertThat(row.get(10)).isEqualTo(LocalDateTime.of(1969, 7, 20, 20, 17, 40, 123_456_000));
    }
}

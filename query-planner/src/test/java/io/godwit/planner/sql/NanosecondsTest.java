package io.godwit.planner.sql;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.planner.Parameters;
import io.godwit.planner.scan.TestLake;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times in nanoseconds, compared with plain arithmetic on 64 bits. */
class NanosecondsTest {
    private static final Schema SCHEMA = new Schema(
            required(1, "id", Types.LongType.get()),
            optional(2, "ts", Types.TimestampNanoType.withoutZone()),
            optional(3, "tz", Types.TimestampNanoType.withZone()));

    private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSSSSS");

    @TempDir
    Path directory;

    private SqlLake lake;

    @BeforeEach
    void open() {
        lake = new SqlLake(directory);
        lake.createTable("shop.other", "SELECT 1 AS id");
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private static LocalDateTime time(long nanos) {
        return LocalDateTime.ofInstant(Instant.EPOCH.plusNanos(nanos), ZoneOffset.UTC);
    }

    private Table create(Function<PartitionSpec.Builder, PartitionSpec.Builder> spec) {
        return lake.lake()
                .catalog()
                .createTable(
                        TableIdentifier.of("shop", "n"),
                        SCHEMA,
                        spec.apply(PartitionSpec.builderFor(SCHEMA)).build(),
                        Map.of("format-version", "3"));
    }

    private static void append(Table table, FileFormat format, List<Record> rows) {
        InternalRecordWrapper wrapper = new InternalRecordWrapper(SCHEMA.asStruct());
        Map<PartitionKey, List<Record>> partitions = new LinkedHashMap<>();
        for (Record row : rows) {
            PartitionKey key = new PartitionKey(table.spec(), SCHEMA);
            key.partition(wrapper.wrap(row));
            partitions.computeIfAbsent(key, none -> new ArrayList<>()).add(row);
        }
        partitions.forEach(
                (key, part) -> TestLake.append(table, format, table.spec().isPartitioned() ? key : null, part));
    }

    private List<String> ids(String condition, Object... parameters) {
        List<String> lines = lake.rows(
                lake.prepare("SELECT id FROM n WHERE " + condition + " ORDER BY id"),
                new Parameters(List.of(parameters)));
        return lines.subList(1, lines.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "day", "hour", "month", "year", "identity", "bucket"})
    void conditionsHoldToTheNanosecond(String transform) {
        long seed = System.nanoTime();
        System.out.println("NanosecondsTest " + transform + " seed " + seed);
        Random random = new Random(seed);
        String column = random.nextBoolean() ? "ts" : "tz";
        Table table = create(spec -> switch (transform) {
            case "day" -> spec.day(column);
            case "hour" -> spec.hour(column);
            case "month" -> spec.month(column);
            case "year" -> spec.year(column);
            case "identity" -> spec.identity(column);
            case "bucket" -> spec.bucket(column, 3);
            default -> spec;
        });
        List<Long> values = new ArrayList<>();
        for (FileFormat format : List.of(FileFormat.PARQUET, FileFormat.AVRO, FileFormat.PARQUET)) {
            List<Record> rows = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Long nanos = random.nextInt(8) == 0 ? null : near(random);
                LocalDateTime time = nanos == null ? null : time(nanos);
                OffsetDateTime instant = time == null ? null : time.atOffset(ZoneOffset.UTC);
                rows.add(TestLake.row(SCHEMA, (long) values.size(), time, instant));
                values.add(nanos);
            }
            append(table, format, rows);
        }
        for (int i = 0; i < 10; i++) {
            long a = literal(values, random);
            long b = literal(values, random);
            String name = random.nextBoolean() ? "ts" : "tz";
            compare(values, name + " = " + text(name, a, random), value -> value == a);
            compare(values, name + " <> " + text(name, a, random), value -> value != a);
            compare(values, name + " < " + text(name, a, random), value -> value < a);
            compare(values, "NOT (" + text(name, a, random) + " <= " + name + ")", value -> value < a);
            compare(
                    values,
                    name + " BETWEEN " + text(name, a, random) + " AND " + text(name, b, random),
                    value -> a <= value && value <= b);
            compare(
                    values,
                    name + " IN (" + text(name, a, random) + ", " + text(name, b, random) + ")",
                    value -> value == a || value == b);
            compare(
                    values,
                    name + " NOT IN (" + text(name, a, random) + ", " + text(name, b, random) + ")",
                    value -> value != a && value != b);
            Object parameter = name.equals("ts") ? time(a) : Instant.EPOCH.plusNanos(a);
            assertThat(ids(name + " >= ?", parameter)).isEqualTo(expected(values, value -> value >= a));
        }
    }

    private void compare(List<Long> values, String condition, LongPredicate expected) {
        assertThat(ids(condition)).as(condition).isEqualTo(expected(values, expected));
    }

    private static List<String> expected(List<Long> values, LongPredicate condition) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) != null && condition.test(values.get(i))) {
                ids.add(Integer.toString(i));
            }
        }
        return ids;
    }

    /** A few nanoseconds from where units begin, before and after 1970. */
    private static long near(Random random) {
        long[] units = {1_000, 1_000_000_000L, 3_600_000_000_000L, 86_400_000_000_000L, 31 * 86_400_000_000_000L};
        return units[random.nextInt(units.length)] * random.nextInt(-3, 4) + random.nextInt(-2, 3);
    }

    private static long literal(List<Long> values, Random random) {
        Long value = values.get(random.nextInt(values.size()));
        return value == null ? near(random) : value + random.nextInt(-1, 2);
    }

    private static String text(String column, long nanos, Random random) {
        String zone = column.equals("ts") ? "" : " WITH LOCAL TIME ZONE";
        String text = "'" + TEXT.format(time(nanos)) + "'";
        return switch (random.nextInt(3)) {
            case 0 -> "TIMESTAMP" + zone + " " + text;
            case 1 -> column.equals("ts") ? "TIMESTAMP " + text : "TIMESTAMPTZ '" + TEXT.format(time(nanos)) + "+00'";
            default -> "CAST(" + text + " AS TIMESTAMP(9)" + zone + ")";
        };
    }

    @Test
    void timesNoNanosecondsHoldAreOnOneSideOfAll() {
        Table table = create(spec -> spec);
        LocalDateTime last = time(Long.MAX_VALUE);
        LocalDateTime first = time(Long.MIN_VALUE);
        append(
                table,
                FileFormat.PARQUET,
                List.of(
                        TestLake.row(SCHEMA, 0L, last, last.atOffset(ZoneOffset.UTC)),
                        TestLake.row(SCHEMA, 1L, first, first.atOffset(ZoneOffset.UTC)),
                        TestLake.row(SCHEMA, 2L, null, null)));

        for (String late : List.of("TIMESTAMP '9999-12-31 00:00:00'", "CAST('9999-12-31' AS TIMESTAMP(9))")) {
            assertThat(ids("ts < " + late)).containsExactly("0", "1");
            assertThat(ids(late + " >= ts")).containsExactly("0", "1");
            assertThat(ids("ts <> " + late)).containsExactly("0", "1");
            assertThat(ids("ts = " + late)).isEmpty();
            assertThat(ids("ts > " + late)).isEmpty();
            assertThat(ids("(ts > " + late + ") IS NULL")).containsExactly("2");
            assertThat(ids("ts BETWEEN TIMESTAMP '2000-01-01 00:00:00' AND " + late))
                    .containsExactly("0");
            assertThat(ids("ts IN (" + late + ", TIMESTAMP '2262-04-11 23:47:16.854775807')"))
                    .containsExactly("0");
            assertThat(ids("ts NOT IN (" + late + ", TIMESTAMP '2262-04-11 23:47:16.854775807')"))
                    .containsExactly("1");
            assertThat(ids("CASE WHEN ts < " + late + " THEN id = 1 ELSE FALSE END"))
                    .containsExactly("1");
        }
        assertThat(ids("ts > TIMESTAMP '0001-01-01 00:00:00'")).containsExactly("0", "1");
        assertThat(ids("tz < TIMESTAMP WITH LOCAL TIME ZONE '9999-12-31 00:00:00'"))
                .containsExactly("0", "1");
        assertThat(ids("ts <= ?", LocalDateTime.parse("9999-12-31T00:00:00"))).containsExactly("0", "1");
        assertThatThrownBy(() -> lake.rows("SELECT CAST('9999-12-31 00:00:00' AS TIMESTAMP(9))"))
                .hasMessageContaining("2262");
    }

    @Test
    void microsecondsAndNanosecondsCompareExactly() {
        append(create(spec -> spec), FileFormat.PARQUET, List.of(nanos(0, 123_456_789), nanos(1, 123_456_000)));
        lake.createTable("shop.m", """
                SELECT * FROM (VALUES
                  (0, TIMESTAMP '1970-01-01 00:00:00.123456', TIMESTAMP WITH LOCAL TIME ZONE '1970-01-01 00:00:00.123456'),
                  (1, TIMESTAMP '9999-12-31 00:00:00', TIMESTAMP WITH LOCAL TIME ZONE '9999-12-31 00:00:00')) AS t(id, ts, tz)
                """);

        for (String column : List.of("ts", "tz")) {
            String join =
                    "SELECT n.id, m.id AS m FROM n JOIN (SELECT * FROM m WHERE id = 0) m ON n.%1$s %2$s m.%1$s ORDER BY 1, 2";
            assertThat(lake.rows(join.formatted(column, "="))).containsExactly("id|m", "1|0");
            assertThat(lake.rows(join.formatted(column, ">"))).containsExactly("id|m", "0|0");
            assertThat(lake.rows(join.formatted(column, "<="))).containsExactly("id|m", "1|0");
        }
        assertThat(lake.rows("SELECT id FROM m WHERE ts < CAST('9999-12-31 00:00' AS TIMESTAMP(9)) OR"
                        + " tz > TIMESTAMP WITH LOCAL TIME ZONE '1970-01-01 00:00:00.123456001' ORDER BY id"))
                .containsExactly("id", "0", "1");
        assertThat(lake.rows("SELECT id FROM m WHERE ts <= CAST('1970-01-01 00:00:00.123455999' AS TIMESTAMP(9))"))
                .containsExactly("id");
    }

    @Test
    void aConditionThatFailsLeavesNoMemory() {
        append(create(spec -> spec), FileFormat.PARQUET, List.of(nanos(0, 1)));

        // The lake's allocator is closed at the end.
        assertThatThrownBy(() -> ids("id + 9223372036854775807 + id + 1 > 0")).isInstanceOf(RuntimeException.class);
    }

    private static Record nanos(long id, long nanos) {
        return TestLake.row(SCHEMA, id, time(nanos), time(nanos).atOffset(ZoneOffset.UTC));
    }

    @Test
    void theEngineKeepsNanosecondsOfInstants() {
        append(create(spec -> spec), FileFormat.PARQUET, List.of(nanos(0, 123_456_789), nanos(1, -1)));

        assertThat(lake.rows("SELECT CAST(ts AS TIMESTAMP(9) WITH LOCAL TIME ZONE) AS a,"
                        + " tz + INTERVAL '1' DAY AS b, tz - INTERVAL '1' MONTH AS c,"
                        + " CAST(CAST(tz AS TIMESTAMP WITH LOCAL TIME ZONE) AS VARCHAR) AS d,"
                        + " CAST(tz AS TIMESTAMP) AS e, CAST(tz AS DATE) AS f, date_trunc('second', tz) AS g FROM n"))
                .containsExactly(
                        "a|b|c|d|e|f|g",
                        "123456789|86400123456789|-2678399876543211|1970-01-01 00:00:00.123456+00|"
                                + "1970-01-01T00:00:00.123456|0|0",
                        "-1|86399999999999|-2678400000000001|1969-12-31 23:59:59.999999+00|"
                                + "1969-12-31T23:59:59.999999|-1|-1000000000");
    }

    @Test
    void localTimesAreInstantsOfTheSessionsZone() {
        lake.createTable(
                "shop.m",
                "SELECT 0 AS id, TIMESTAMP '2024-03-31 12:00:00' AS ts,"
                        + " CAST('2024-03-31 10:00:00+00:00' AS TIMESTAMP WITH LOCAL TIME ZONE) AS tz");
        ZoneId zone = ZoneId.of("Europe/Amsterdam");
        for (String instant : List.of(
                "CAST('2024-03-31 12:00:00' AS TIMESTAMP WITH LOCAL TIME ZONE)",
                "CAST('2024-03-31 12:00:00' AS TIMESTAMP(9) WITH LOCAL TIME ZONE)",
                "CAST(TIMESTAMP '2024-03-31 12:00:00' AS TIMESTAMP WITH LOCAL TIME ZONE)",
                "CAST(ts AS TIMESTAMP WITH LOCAL TIME ZONE)",
                "CAST(ts AS TIMESTAMP(9) WITH LOCAL TIME ZONE)",
                "TIMESTAMP '2024-03-31 12:00:00'",
                "CAST('2024-01-31 12:00:00' AS TIMESTAMP WITH LOCAL TIME ZONE) + INTERVAL '2' MONTH")) {
            String sql = "SELECT id FROM m WHERE tz = " + instant;
            assertThat(lake.rows(lake.prepare(sql, zone), Parameters.NONE))
                    .as(sql)
                    .containsExactly("id", "0");
        }
        // Clocks skip half past two, and the engine says what that means.
        String skipped = "CAST('2024-03-31 02:30:00' AS TIMESTAMP WITH LOCAL TIME ZONE)";
        assertThat(lake.rows(lake.prepare("SELECT id FROM m WHERE tz > " + skipped, zone), Parameters.NONE))
                .containsExactly("id", "0");
    }
}

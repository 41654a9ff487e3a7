package io.godwit.planner.engine;

import static io.godwit.planner.engine.EngineFixture.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of every type go into the engine as a leaf and come out again as they were. */
class DuckDbTypesTest {
    @TempDir
    Path directory;

    private EngineFixture fixture;

    @BeforeEach
    void openEngine() {
        fixture = new EngineFixture(directory);
    }

    @AfterEach
    void closeEngine() {
        fixture.close();
    }

    static Stream<Arguments> values() {
        Field text = Field.nullable("text", MinorType.VARCHAR.getType());
        Field number = Field.nullable("number", MinorType.INT.getType());
        return Stream.of(
                arguments("true", MinorType.BIT.getType(), List.of(), "true"),
                arguments("-128", MinorType.TINYINT.getType(), List.of(), "-128"),
                arguments("-32768", MinorType.SMALLINT.getType(), List.of(), "-32768"),
                arguments("-2147483648", MinorType.INT.getType(), List.of(), "-2147483648"),
                arguments("-9223372036854775808", MinorType.BIGINT.getType(), List.of(), "-9223372036854775808"),
                arguments("200", MinorType.UINT1.getType(), List.of(), "-56"),
                arguments("'-0.1'", MinorType.FLOAT4.getType(), List.of(), "-0.1"),
                arguments("'nan'", MinorType.FLOAT8.getType(), List.of(), "NaN"),
                arguments(
                        "'-99999999999999999999999999999999999.999'",
                        new ArrowType.Decimal(38, 3, 128),
                        List.of(),
                        "-99999999999999999999999999999999999.999"),
                arguments("1.5", new ArrowType.Decimal(4, 2, 128), List.of(), "1.50"),
                arguments("sum_of_hugeint", new ArrowType.Decimal(38, 0, 128), List.of(), "9223372036854775808"),
                arguments("'Grüße, a longer text'", MinorType.VARCHAR.getType(), List.of(), "Grüße, a longer text"),
                arguments("unhex('616263')", MinorType.VARBINARY.getType(), List.of(), "abc"),
                arguments("unhex('616263')", new ArrowType.FixedSizeBinary(3), List.of(), "abc"),
                arguments(
                        "'61626364-6566-6768-696a-6b6c6d6e6f70'::UUID",
                        new ArrowType.FixedSizeBinary(16),
                        List.of(),
                        "abcdefghijklmnop"),
                arguments("DATE '1969-12-31'", MinorType.DATEDAY.getType(), List.of(), "-1"),
                arguments("TIME '00:00:01.000001'", MinorType.TIMEMICRO.getType(), List.of(), "1000001"),
                arguments("'00:00:01.000000001'", MinorType.TIMENANO.getType(), List.of(), "1000000001"),
                arguments(
                        "TIMESTAMP '1969-12-31 23:59:59.999999'",
                        new ArrowType.Timestamp(TimeUnit.MICROSECOND, null),
                        List.of(),
                        "1969-12-31T23:59:59.999999"),
                arguments(
                        "'2020-01-01 00:00:00.123456789'",
                        new ArrowType.Timestamp(TimeUnit.NANOSECOND, null),
                        List.of(),
                        "2020-01-01T00:00:00.123456789"),
                arguments(
                        "'1970-01-01 00:00:01+00'",
                        new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"),
                        List.of(),
                        "1000000"),
                arguments(
                        "'1970-01-01 00:00:00.000000001+00'",
                        new ArrowType.Timestamp(TimeUnit.NANOSECOND, "UTC"),
                        List.of(),
                        "1"),
                arguments(
                        "INTERVAL '1 year 2 months 3 days 4 seconds'",
                        new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO),
                        List.of(),
                        "P14M3D PT4S"),
                arguments("[1, NULL, 3]", ArrowType.List.INSTANCE, List.of(number), "[1,null,3]"),
                arguments(
                        "[[]::INT[], NULL]",
                        ArrowType.List.INSTANCE,
                        List.of(new Field("inner", FieldType.nullable(ArrowType.List.INSTANCE), List.of(number))),
                        "[[],null]"),
                arguments(
                        "{'text': 'a', 'number': 1}",
                        ArrowType.Struct.INSTANCE,
                        List.of(text, number),
                        "{\"text\":\"a\",\"number\":1}"),
                arguments(
                        "MAP {'a': 1}",
                        new ArrowType.Map(false),
                        List.of(new Field(
                                "entries",
                                FieldType.notNullable(ArrowType.Struct.INSTANCE),
                                List.of(Field.notNullable("key", MinorType.VARCHAR.getType()), number))),
                        "[{\"key\":\"a\",\"number\":1}]"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueAndANullGoInAndComeOut(String sql, ArrowType type, List<Field> children, String expected) {
        String value = sql.equals("sum_of_hugeint") ? "9223372036854775807::HUGEINT + 1" : sql;
        Field field = new Field("value", FieldType.nullable(type), children);
        ExecutionContext context = fixture.context();
        EngineQuery source = query("SELECT %s UNION ALL SELECT NULL".formatted(value), Map.of(), field);
        EngineLeaf leaf = new EngineLeaf(source.schema(), () -> fixture.engine.execute(context, source));

        EngineQuery query = query("SELECT * FROM leaf", Map.of("leaf", leaf), field);
        try (BatchStream stream = fixture.engine.execute(context, query)) {
            assertThat(stream.schema()).isEqualTo(query.schema());
            assertThat(EngineFixture.drain(stream)).map(List::toString).containsExactly("[" + expected + "]", "[null]");
        }
    }

    @Test
    void intervalsComeInTheUnitAnnounced() {
        Field micros = Field.nullable("d", new ArrowType.Duration(TimeUnit.MICROSECOND));
        Field months = Field.nullable("m", new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO));

        assertThat(fixture.rows(query(
                        "SELECT INTERVAL '1 day 1 microsecond', INTERVAL '1 year 2 months'", Map.of(), micros, months)))
                .containsExactly(List.of("PT24H0.000001S", "P14M PT0S"));
    }

    @Test
    void theSessionsZoneDecidesWhatALocalTimeMeans() {
        Field instant = Field.nullable("t", new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"));
        String sql = "SELECT TIMESTAMP '1970-01-01 02:00:00'";

        assertThat(fixture.rows(query(sql, ZoneId.of("Europe/Athens"), instant)))
                .containsExactly(List.of("0"));
        assertThat(fixture.rows(query(sql, ZoneOffset.ofHours(2), instant))).containsExactly(List.of("0"));
        assertThat(fixture.rows(query(sql, ZoneOffset.UTC, instant))).containsExactly(List.of("7200000000"));
    }

    @Test
    void namesNullabilityAndZoneAreTheAnnouncedOnes() {
        Field column = Field.notNullable("select \"x\"", new ArrowType.Timestamp(TimeUnit.MICROSECOND, "+00:00"));
        EngineQuery query = query("SELECT now()", Map.of(), column);
        try (BatchStream stream = fixture.engine.execute(fixture.context(), query);
                var batch = stream.next()) {
            assertThat(batch.getSchema()).isEqualTo(query.schema());
        }
    }

    @Test
    void aTypeTheEngineCannotReturnIsRefused() {
        Field half = Field.nullable("half", new ArrowType.FloatingPoint(FloatingPointPrecision.HALF));

        assertThatThrownBy(() -> fixture.rows(query("SELECT 1", Map.of(), half)))
                .hasMessageContaining("\"half\"")
                .hasMessageContaining("cast it");
    }
}

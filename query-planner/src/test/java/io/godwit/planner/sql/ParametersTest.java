package io.godwit.planner.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.Parameters;
import io.godwit.planner.PreparedQuery;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParametersTest {
    @TempDir
    Path directory;

    private SqlLake lake;

    @BeforeEach
    void open() {
        lake = new SqlLake(directory);
        lake.createTable(
                "shop.prices",
                "SELECT * FROM (VALUES (1, 'apple', TIMESTAMP '2013-01-01 00:00:00'), (2, 'pear', NULL)) AS t (id, name, ts)");
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private List<String> rows(PreparedQuery query, @Nullable Object... values) {
        return lake.rows(query, new Parameters(Arrays.asList(values)));
    }

    @Test
    void oneStatementIsBoundManyTimes() {
        PreparedQuery query = lake.prepare("SELECT name FROM prices WHERE id = ?");

        assertThat(rows(query, 1L)).containsExactly("name", "apple");
        assertThat(rows(query, 2)).containsExactly("name", "pear");
        assertThat(rows(query, (Object) null)).containsExactly("name");
    }

    @Test
    void typesComeFromWhatStandsBeside() {
        PreparedQuery query = lake.prepare("SELECT id FROM prices WHERE name = ? AND ts <= ? LIMIT ?");

        assertThat(query.parameterSchema().getFields().stream()
                        .map(field -> field.getType().toString()))
                .containsExactly("Utf8", "Timestamp(MICROSECOND, null)", "Int(32, true)");
        assertThat(rows(query, "apple", LocalDateTime.parse("2013-01-01T00:00:00"), 5))
                .containsExactly("id", "1");
        assertThat(rows(query, "apple", LocalDateTime.parse("2012-12-31T23:59:59.999999"), 5))
                .containsExactly("id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "name || ?;Utf8",
                "? || '%';Utf8",
                "substring(name, ?);Int(32, true)",
                "round(id / 3.0, ?);Int(32, true)",
                "lag(id, ?) OVER (ORDER BY id);Int(32, true)",
                "lag(name, 1, ?) OVER (ORDER BY id);Utf8",
                "date_trunc(?, ts);Utf8",
                "year(?);Timestamp(MICROSECOND, null)",
                "greatest(id, ?);Int(32, true)",
                "coalesce(name, ?);Utf8",
                "concat('a', ?);Utf8",
                "ts - ? > INTERVAL '1 day';Timestamp(MICROSECOND, null)",
                "ts + ? * INTERVAL '1 hour';Int(64, true)",
                "CAST(ts AS DATE) + ?;Int(64, true)",
                "CAST(ts AS DATE) - ?;Date(DAY)",
                "id + ? > 3;Int(32, true)",
                "list_contains([id], ?);Int(32, true)",
                "list_contains(?, name);List",
                "name = ANY (?);List",
            })
    void typesComeFromWhatTheFunctionAsksFor(String expression, String type) {
        PreparedQuery query = lake.prepare("SELECT " + expression + " AS x FROM prices");

        assertThat(query.parameterSchema().getFields().stream()
                        .map(field -> field.getType().toString()))
                .containsExactly(type);
        assertThat(rows(query, (Object) null)).hasSize(3);
    }

    @Test
    void whatNothingSaysTheTypeOfIsRefused() {
        assertThatThrownBy(() -> lake.prepare("SELECT * FROM (VALUES (?)) AS t (x)"))
                .isInstanceOf(GodwitException.class)
                .hasMessage(
                        "Nothing here says which type the parameter has; write CAST(? AS BIGINT), or whatever it is (line 1, column 24)");
    }

    @Test
    void textIsReadAsItWouldBeInTheStatement() {
        assertThat(rows(lake.prepare("SELECT id FROM prices WHERE ts < ?"), "2013-01-02"))
                .containsExactly("id", "1");
        assertThat(rows(lake.prepare("SELECT id FROM prices WHERE CAST(ts AS DATE) = ?"), "2013-01-01"))
                .containsExactly("id", "1");
        assertThat(rows(lake.prepare("SELECT id FROM prices WHERE id = CAST(? AS INTEGER)"), "2"))
                .containsExactly("id", "2");
        assertThatThrownBy(() -> rows(lake.prepare("SELECT id FROM prices WHERE ts < ?"), "yesterday"))
                .isInstanceOf(GodwitException.class)
                .hasMessage("Parameter 1 is a TIMESTAMP(6), and its value yesterday is not one");
    }

    @Test
    void listsAreBound() {
        PreparedQuery query = lake.prepare("SELECT id FROM prices WHERE id = ANY (?) ORDER BY id");

        assertThat(rows(query, List.of(2L, 1L, 7L))).containsExactly("id", "1", "2");
        assertThat(rows(query, Arrays.asList(2L, null))).containsExactly("id", "2");
        assertThat(rows(query, List.of())).containsExactly("id");
        assertThat(rows(query, (Object) null)).containsExactly("id");
        assertThat(rows(lake.prepare("SELECT id FROM prices WHERE list_contains(?, ts)"), List.of("2013-01-01")))
                .containsExactly("id", "1");
        assertThatThrownBy(() -> rows(query, 2L))
                .isInstanceOf(GodwitException.class)
                .hasMessage("Parameter 1 is a INTEGER ARRAY, and its value 2 is not one");
    }

    @ParameterizedTest
    @CsvSource({"id > ?, 1.5, 2", "? > id, 1.5, 1", "id <= ?, 1e30, 1 2", "id = ?, 1.5, ''", "id <> ?, 1.5, 1 2"})
    void wholeNumbersAreComparedWithFractions(String condition, double value, String ids) {
        PreparedQuery query = lake.prepare("SELECT id FROM prices WHERE " + condition + " ORDER BY id");

        assertThat(String.join(" ", rows(query, value))).isEqualTo(("id " + ids).trim());
    }

    @Test
    void aDateTakesMidnightAndNoOtherTimeOfDay() {
        PreparedQuery query = lake.prepare("SELECT id FROM prices WHERE CAST(ts AS DATE) >= ?");

        assertThat(rows(query, LocalDateTime.parse("2013-01-01T00:00:00"))).containsExactly("id", "1");
        assertThatThrownBy(() -> rows(query, LocalDateTime.parse("2013-01-01T12:00:00")))
                .isInstanceOf(GodwitException.class)
                .hasMessage("Parameter 1 is a DATE, and its value 2013-01-01T12:00 is not one");
    }

    @Test
    void aParameterThatIsAColumnIsText() {
        PreparedQuery query = lake.prepare("SELECT ?, ? AS named, CAST(? AS BIGINT) AS n FROM prices WHERE id = 1");

        assertThat(query.parameterSchema().getFields().stream()
                        .map(field -> field.getType().toString()))
                .containsExactly("Utf8", "Utf8", "Int(64, true)");
        assertThat(rows(query, "x", 7, 8L)).element(1).isEqualTo("x|7|8");
        assertThat(rows(lake.prepare("SELECT ? AS a"), (Object) null)).containsExactly("a", "NULL");
    }

    @Test
    void whatIsBoundToTextIsWrittenAsACastWritesIt() {
        PreparedQuery query = lake.prepare("SELECT ? AS a, ? AS b, ? AS c, ? AS d, ? AS e");

        assertThat(rows(
                        query,
                        LocalDateTime.parse("2024-01-02T03:04"),
                        LocalTime.parse("05:06"),
                        Instant.parse("2024-01-02T03:04:05Z"),
                        1e10,
                        new BigDecimal("1E+3")))
                .element(1)
                .isEqualTo(
                        rows(lake.prepare("SELECT TIMESTAMP '2024-01-02 03:04:00'::varchar, TIME '05:06:00'::varchar,"
                                        + " TIMESTAMPTZ '2024-01-02 03:04:05+00'::varchar, 1e10::varchar, '1000'"))
                                .get(1));
        assertThatThrownBy(() -> rows(lake.prepare("SELECT ? AS a"), (Object) new byte[] {1}))
                .hasMessageContaining("its value of bytes is not one");
        assertThatThrownBy(() -> rows(lake.prepare("SELECT ? AS a"), List.of(1, 2)))
                .hasMessageContaining("its value [1, 2] is not one");
    }

    @Test
    void numberedParametersMayComeInAnyOrder() {
        PreparedQuery query = lake.prepare("SELECT id FROM prices WHERE name = $2 AND id = $1");

        assertThat(rows(query, 2, "pear")).containsExactly("id", "2");
    }

    @Test
    void aParameterNamedTwiceIsOne() {
        PreparedQuery query =
                lake.prepare("SELECT id FROM prices WHERE id = $1 OR id + 1 = $1 OR name = $2 ORDER BY id");

        assertThat(query.parameterSchema().getFields()).hasSize(2);
        assertThat(rows(query, 2, "none")).containsExactly("id", "1", "2");
    }

    @Test
    void parametersReachTheEngine() {
        PreparedQuery query = lake.prepare("SELECT count(*) AS n FROM prices WHERE id < ? AND upper(name) = ?");

        assertThat(rows(query, 3, "PEAR")).containsExactly("n", "1");
        assertThat(rows(query, 2, "PEAR")).containsExactly("n", "0");
    }

    @Test
    void theWrongNumberOfValuesIsRefused() {
        PreparedQuery query = lake.prepare("SELECT id FROM prices WHERE name = ?");

        assertThatThrownBy(() -> rows(query))
                .isInstanceOf(GodwitException.class)
                .hasMessage("The statement has 1 parameters and 0 values were bound");
    }

    @Test
    void aValueOfAnotherTypeIsRefused() {
        PreparedQuery query = lake.prepare("SELECT id FROM prices WHERE id = ?");

        assertThatThrownBy(() -> rows(query, "one"))
                .isInstanceOf(GodwitException.class)
                .hasMessage("Parameter 1 is a INTEGER, and its value one is not one");
    }
}

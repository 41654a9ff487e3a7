package io.godwit.planner.sql;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.Parameters;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nine thousand literals: compared pair by pair they would be planned for hours. */
class ManyLiteralsTest {
    private static final int MANY = 9_000;

    @TempDir
    Path directory;

    private SqlLake lake;

    @BeforeEach
    void open() {
        lake = new SqlLake(directory);
        lake.createTable("shop.days", """
                SELECT * FROM (VALUES (-3, 'v4', 1.50, 0.5, DATE '2024-01-01'), (4, 'v5', 4.00, 4.0, DATE '2024-01-02'),
                  (17999, NULL, 2.00, 2.0, NULL), (NULL, 'w', NULL, NULL, DATE '1999-01-01')) AS t (id, name, price, weight, day)
                """);
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @ParameterizedTest
    @CsvSource({
        "id, '%d', 1, 2",
        "id, '-%d', 0, 3",
        "name, '''v%d''', 1, 2",
        "price, '%d.00', 2, 1",
        "weight, '%d', 2, 1",
        "id + 1, '%d', 0, 3",
        "day, '''2024-01-02''', 1, 2"
    })
    void areOneSet(String column, String literal, int in, int notIn) {
        String literals = IntStream.range(0, MANY)
                .mapToObj(number -> literal.formatted(number * 2))
                .collect(joining(", "));

        assertThat(rows("SELECT count(*) AS n FROM days WHERE %s IN (%s)".formatted(column, literals)))
                .containsExactly("n", String.valueOf(in));
        assertThat(rows("SELECT count(*) AS n FROM days WHERE %s NOT IN (%s)".formatted(column, literals)))
                .containsExactly("n", String.valueOf(notIn));
    }

    @Test
    void areBoundAsOneSet() {
        List<Long> even =
                LongStream.range(0, MANY).map(number -> number * 2).boxed().toList();

        assertThat(lake.rows(lake.prepare("SELECT id FROM days WHERE id = ANY (?)"), new Parameters(List.of(even))))
                .containsExactly("id", "4");
    }

    private List<String> rows(String sql) {
        return lake.rows(lake.prepare(sql), Parameters.NONE);
    }
}

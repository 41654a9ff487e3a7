package io.godwit.planner.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.Parameters;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Days and months of instants are as long in MATCH_CONDITION as they are elsewhere in a statement: as the session's zone says. */
class MatchConditionZonesTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    @TempDir
    private Path directory;

    @Test
    void monthsAreThoseOfTheSessionsZone() {
        // In New York it is the evening of 30 March, and a month before it that of 29 February.
        String sql = matching("2024-03-31 02:00:00", "2024-02-29 03:00:00", "l.t - INTERVAL '1' MONTH");
        assertThat(rows(sql, NEW_YORK)).containsExactly("matched|compared", "true|true");
        assertThat(rows(sql, ZoneOffset.UTC)).containsExactly("matched|compared", "false|false");
    }

    @Test
    void daysAreThoseOfTheSessionsZoneAndHoursAreNot() {
        // The clocks go forward in the night, so that the day before is an hour shorter than 24.
        String day = matching("2024-03-10 12:00:00", "2024-03-09 12:30:00", "l.t - INTERVAL '1' DAY");
        assertThat(rows(day, NEW_YORK)).containsExactly("matched|compared", "true|true");
        assertThat(rows(day, ZoneOffset.UTC)).containsExactly("matched|compared", "false|false");
        String hours = matching("2024-03-10 12:00:00", "2024-03-09 12:30:00", "l.t - INTERVAL '24' HOUR");
        assertThat(rows(hours, NEW_YORK)).containsExactly("matched|compared", "false|false");
    }

    @Test
    void constantsAreFoldedLikewise() {
        String sql = """
            SELECT TIMESTAMPTZ '2024-03-10 12:00:00+00:00' - INTERVAL '1' DAY = TIMESTAMPTZ '2024-03-09 13:00:00+00:00' AS day,
              TIMESTAMPTZ '2024-03-10 12:00:00+00:00' - INTERVAL '1 01:30' DAY TO MINUTE = TIMESTAMPTZ '2024-03-09 11:30:00+00:00' AS more
            """;
        assertThat(rows(sql, NEW_YORK)).containsExactly("day|more", "true|true");
    }

    private static String matching(String label, String feature, String time) {
        return """
            SELECT f.ev IS NOT NULL AS matched, l.ev <= %s AS compared
            FROM (SELECT 1 AS k, TIMESTAMPTZ '%s+00:00' AS t, TIMESTAMPTZ '%s+00:00' AS ev) AS l
            LEFT ASOF JOIN (SELECT 1 AS k, TIMESTAMPTZ '%s+00:00' AS ev) AS f MATCH_CONDITION f.ev <= %s ON f.k = l.k
            """.formatted(time, label, feature, feature, time);
    }

    private List<String> rows(String sql, ZoneId zone) {
        try (SqlLake lake = new SqlLake(directory)) {
            return lake.rows(lake.prepare(sql, zone), Parameters.NONE);
        }
    }
}

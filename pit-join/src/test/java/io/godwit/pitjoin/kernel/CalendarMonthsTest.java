package io.godwit.pitjoin.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalendarMonthsTest {
    private static final long NANOS_PER_DAY = 86_400_000_000_000L;

    @Test
    void agreesWithTheCalendarOfTheLibrary() {
        Random random = new Random(42);
        for (int i = 0; i < 100_000; i++) {
            long day = random.nextInt(4_000_000) - 2_000_000;
            int months = random.nextInt(2_000) - 1_000;
            assertThat(CalendarMonths.plus(day, months, NANOS_PER_DAY))
                    .isEqualTo(LocalDate.ofEpochDay(day).plusMonths(months).toEpochDay());
        }
    }

    @Test
    void theTimeOfDayStays() {
        long nanosPerMicro = 1_000;
        long noon = 12 * 3_600 * 1_000_000L;

        assertThat(CalendarMonths.plus(noon, 1, nanosPerMicro)).isEqualTo(31 * 86_400_000_000L + noon);
        assertThat(CalendarMonths.plus(noon - 86_400_000_000L, 2, nanosPerMicro))
                .isEqualTo(58 * 86_400_000_000L + noon);
    }

    @Test
    void beyondTheRangeStandsItsEnd() {
        assertThat(CalendarMonths.plus(Long.MAX_VALUE, 1, 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(CalendarMonths.plus(Long.MIN_VALUE, -1, 1)).isEqualTo(Long.MIN_VALUE);
        assertThat(CalendarMonths.plus(Long.MAX_VALUE, 1, NANOS_PER_DAY)).isEqualTo(Long.MAX_VALUE);
        assertThat(CalendarMonths.plus(Long.MAX_VALUE, -1, NANOS_PER_DAY)).isLessThan(Long.MAX_VALUE - 27);
    }
}

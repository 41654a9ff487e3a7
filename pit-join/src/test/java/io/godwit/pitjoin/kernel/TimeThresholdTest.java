package io.godwit.pitjoin.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimeThresholdTest {
    private static final long MICROS = 1_000;
    private static final long SECONDS = 1_000_000_000;

    @Test
    void aCoarseLabelReachesTheNextWholeUnit() {
        TimeThreshold notAfter = new TimeThreshold(MICROS, SECONDS, 0, true, false);

        assertThat(notAfter.of(1_000_000)).isEqualTo(1);
        assertThat(notAfter.of(1_000_001)).isEqualTo(2);
        assertThat(notAfter.of(-1)).isEqualTo(0);
    }

    @Test
    void strictlyBeforeNeedsOneMore() {
        TimeThreshold before = new TimeThreshold(MICROS, SECONDS, 0, true, true);

        assertThat(before.of(999_999)).isEqualTo(1);
        assertThat(before.of(1_000_000)).isEqualTo(2);
    }

    @Test
    void theOffsetMovesTheLabel() {
        TimeThreshold withinTenSeconds = new TimeThreshold(SECONDS, SECONDS, -10 * SECONDS, false, false);

        assertThat(withinTenSeconds.holds(90, 100)).isTrue();
        assertThat(withinTenSeconds.holds(89, 100)).isFalse();
    }

    @Test
    void theEndsOfTheRangeNeitherWrapNorMatchWhatLiesBeyond() {
        TimeThreshold before = new TimeThreshold(MICROS, MICROS, 0, true, true);
        TimeThreshold secondsBeforeNanos = new TimeThreshold(SECONDS, 1, 0, true, false);

        assertThat(before.holds(Long.MAX_VALUE, Long.MAX_VALUE)).isFalse();
        assertThat(before.holds(Long.MAX_VALUE - 1, Long.MAX_VALUE)).isTrue();
        assertThat(secondsBeforeNanos.holds(Long.MAX_VALUE, Long.MAX_VALUE)).isFalse();
        assertThat(secondsBeforeNanos.holds(Long.MIN_VALUE, Long.MIN_VALUE)).isTrue();
    }
}

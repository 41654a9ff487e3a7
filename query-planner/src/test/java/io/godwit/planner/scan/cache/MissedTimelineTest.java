package io.godwit.planner.scan.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MissedTimelineTest {
    private final MissedTimeline missed = new MissedTimeline();

    @Test
    void nothingIsBuiltBeforeAnybodyReadRows() {
        assertThat(missed.isWorthBuilding(0)).isFalse();
        assertThat(missed.isWorthBuilding(1_000)).isFalse();
    }

    @Test
    void onePassOverTheTableIsEnough() {
        missed.passed(1_000);

        assertThat(missed.isWorthBuilding(1_000)).isTrue();
    }

    @Test
    void joinsThatReadLittleBuildOnceTheyReadAsMuchTogether() {
        for (int join = 0; join < 49; join++) {
            missed.passed(10);
            assertThat(missed.isWorthBuilding(1_000)).isFalse();
        }
        missed.passed(10);

        assertThat(missed.isWorthBuilding(1_000)).isTrue();
    }

    @Test
    void whatDoesNotStayIsBuiltEverMoreSeldom() {
        int built = 0;
        for (int join = 0; join < 64; join++) {
            missed.passed(1_000);
            built += missed.isWorthBuilding(2_000) ? 1 : 0;
        }

        assertThat(built).isEqualTo(6);
    }

    @Test
    void aTableOfUnknownSizeIsTakenForASmallOne() {
        missed.passed(1);

        assertThat(missed.isWorthBuilding(-1)).isTrue();
    }
}

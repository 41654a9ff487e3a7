package io.godwit.pitjoin.spill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class LeadersTest {
    private static BitSet pieces(Leaders leaders, int range) {
        BitSet pieces = new BitSet();
        leaders.addPieces(range, pieces);
        return pieces;
    }

    @Test
    void onlyTheGreatestTimesOfTheRangesBeforeGoOn() {
        Leaders leaders = new Leaders(3, false);
        leaders.offer(0, 10, 1, 0);
        leaders.offer(0, 20, 1, 0);
        leaders.offer(1, 15, 9, 1);
        leaders.finish();

        assertThat(pieces(leaders, 0).isEmpty()).isTrue();
        assertThat(leaders.isLeader(1, 0, 20, 1)).isTrue();
        assertThat(leaders.isLeader(1, 0, 10, 1)).isFalse();
        assertThat(leaders.isLeader(2, 1, 15, 9)).isFalse();
        assertThat(pieces(leaders, 2).stream()).containsExactly(0);
    }

    @Test
    void rowsOfEqualTimesAllGoOn() {
        Leaders leaders = new Leaders(3, false);
        leaders.offer(0, 20, 1, 0);
        leaders.offer(1, 20, 1, 1);
        leaders.offer(1, 20, 0, 1);
        leaders.finish();

        assertThat(pieces(leaders, 2).stream()).containsExactly(0, 1);
        assertThat(leaders.isLeader(2, 0, 20, 1)).isTrue();
        assertThat(leaders.isLeader(2, 1, 20, 1)).isTrue();
        assertThat(leaders.isLeader(2, 1, 20, 0)).isFalse();
    }

    @Test
    void aRowDoesNotLeadWhereItMayNotYetBeTaken() {
        Leaders leaders = new Leaders(3, false);
        leaders.offer(1, 20, 1, 1);
        leaders.finish();

        assertThat(leaders.isLeader(1, 1, 20, 1)).isFalse();
        assertThat(leaders.isLeader(2, 1, 20, 1)).isTrue();
    }

    @Test
    void aSearchThatLooksAheadPassesRangesFromTheLast() {
        Leaders leaders = new Leaders(3, true);
        leaders.offer(2, 20, 1, 2);
        leaders.offer(1, 30, 1, 1);
        leaders.finish();

        assertThat(pieces(leaders, 2).isEmpty()).isTrue();
        assertThat(pieces(leaders, 1).stream()).containsExactly(2);
        assertThat(pieces(leaders, 0).stream()).containsExactly(1);
    }

    @Test
    void rowsKnownTooLateGoOnOnlyAheadOfThoseThatWereNot() {
        Leaders leaders = new Leaders(2, false);
        leaders.offer(0, 20, 1, 0);
        leaders.offerIfKnown(0, 20, 1);
        leaders.finish();
        assertThat(leaders.isLeaderIfKnown(1, 0, 20)).isFalse();
        assertThat(pieces(leaders, 1).stream()).containsExactly(0);

        Leaders late = new Leaders(2, false);
        late.offer(0, 20, 1, 0);
        late.offerIfKnown(0, 21, 1);
        late.finish();
        assertThat(late.isLeaderIfKnown(1, 0, 21)).isTrue();
        assertThat(pieces(late, 1).stream()).containsExactly(0, 1);
    }
}

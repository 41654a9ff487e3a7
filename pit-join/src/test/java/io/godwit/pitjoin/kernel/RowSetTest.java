package io.godwit.pitjoin.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RowSetTest {
    private static final long SEED = 20261125;

    @Test
    void givesEveryIdOnceAndAscending() {
        assertThat(of(5, 3, 5, 4)).containsExactly(3, 4, 5);
        assertThat(of()).isEmpty();
        assertThat(of(7)).containsExactly(7);
    }

    @Test
    void takesIdsAtTheEndsOfTheRange() {
        assertThat(of(Long.MAX_VALUE, 0, Long.MIN_VALUE)).containsExactly(Long.MIN_VALUE, 0, Long.MAX_VALUE);
        assertThat(of(Long.MAX_VALUE, Long.MAX_VALUE - 63)).containsExactly(Long.MAX_VALUE - 63, Long.MAX_VALUE);
    }

    @Test
    void agreesWithSortingWhereverTheIdsLie() {
        Random random = new Random(SEED);
        for (long bound : new long[] {1, 64, 1_000, 1_000_000, Long.MAX_VALUE}) {
            long[] ids = LongStream.generate(() -> random.nextLong(bound))
                    .limit(5_000)
                    .toArray();
            assertThat(of(ids)).isEqualTo(LongStream.of(ids).sorted().distinct().toArray());
        }
    }

    private static long[] of(long... ids) {
        RowSet rows = new RowSet();
        for (long id : ids) {
            rows.add(id);
        }
        return rows.toArray();
    }
}

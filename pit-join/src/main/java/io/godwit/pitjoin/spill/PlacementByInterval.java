package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.kernel.TimedRows;
import io.godwit.pitjoin.match.FeatureBatch;
import io.godwit.pitjoin.match.TimedRowReader;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.plan.LabelTime;
import io.godwit.pitjoin.plan.SearchPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * For joins that need more than one walk along the label times by which a key is divided. A row goes to all ranges in which a
 * label may take it; where these are more than a few it is kept once, and every range reads it.
 */
final class PlacementByInterval extends RowPlacement {
    private final List<Side> sides = new ArrayList<>();
    private long[] least = new long[0];
    private long[] greatest = new long[0];

    PlacementByInterval(FeaturePlan plan, Division division, LabelTime time) {
        super(division);
        for (SearchPlan search : FeaturePlan.searches(plan.takes().get(0))) {
            sides.add(new Side(search, search.dimensions().indexOf(time), new TimedRowReader(search)));
        }
    }

    private record Side(SearchPlan search, int dimension, TimedRowReader reader) {}

    @Override
    void place(FeatureBatch batch, int[] positions, int count, int[][] pieces) {
        if (least.length < count) {
            least = new long[count];
            greatest = new long[count];
        }
        Arrays.fill(least, 0, count, Long.MAX_VALUE);
        Arrays.fill(greatest, 0, count, Long.MIN_VALUE);
        for (int from = 0; from < count; from += TimedRows.MOST_ROWS) {
            int rowCount = Math.min(TimedRows.MOST_ROWS, count - from);
            for (Side side : sides) {
                widen(side, side.reader().read(batch, positions, from, rowCount), from);
            }
        }
        for (int i = 0; i < count; i++) {
            if (least[i] <= greatest[i]) {
                place(heavyKey(batch, positions[i]), least[i], greatest[i], positions[i], pieces);
            }
        }
    }

    private void place(HeavyKey key, long least, long greatest, int row, int[][] pieces) {
        int first = key.piece(least);
        int last = key.piece(greatest);
        if (last - first >= MOST_PIECES) {
            pieces[0][row] = shared(key);
            return;
        }
        for (int piece = first; piece <= last; piece++) {
            pieces[piece - first][row] = piece;
        }
    }

    /** Widens the intervals by the label times that a search looks at for each row, known in time or not. */
    private void widen(Side side, TimedRows rows, int from) {
        SearchPlan search = side.search();
        int dimension = side.dimension();
        for (int i = 0; i < rows.count; i++) {
            if (dimension < 0) {
                add(from + i, Long.MIN_VALUE, Long.MAX_VALUE);
            } else if (search.lowIsEvent()) {
                add(from + i, rows.event[i], Long.MAX_VALUE);
            } else {
                boolean late = search.hasKnownAt();
                long low = (late ? rows.lowIfKnown : rows.low)[dimension][i];
                // A walk along slots asks for the least time only.
                long high = search.hasSlots() ? Long.MAX_VALUE : (late ? rows.highIfKnown : rows.high)[dimension][i];
                add(from + i, search.earliest() ? ~high : low, search.earliest() ? ~low : high);
            }
        }
    }

    private void add(int row, long from, long to) {
        if (from <= to) {
            least[row] = Math.min(least[row], from);
            greatest[row] = Math.max(greatest[row], to);
        }
    }
}

package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.key.KeyPartitions;
import io.godwit.pitjoin.match.FeatureBatch;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.plan.LabelTime;
import io.godwit.pitjoin.plan.TakePlan;
import java.util.BitSet;

/** Where the feature rows of a heavy key go when its labels are divided by time. */
abstract class RowPlacement {
    static final int NONE = KeyPartitions.NONE;
    /** A row goes to at most so many pieces. */
    static final int MOST_PIECES = 4;

    final Division division;

    RowPlacement(Division division) {
        this.division = division;
    }

    static RowPlacement of(FeaturePlan plan, Division division) {
        LabelTime time = division.time();
        if (time == null || plan.takes().isEmpty()) {
            return new Everywhere(division);
        }
        return plan.takes().stream().allMatch(take -> walks(take, time))
                ? new PlacementByThreshold(plan, division)
                : new PlacementByInterval(plan, division, time);
    }

    private static boolean walks(TakePlan take, LabelTime time) {
        return FeaturePlan.searches(take).stream()
                .allMatch(search ->
                        search.hasSlots() && search.dimensions().get(0).equals(time));
    }

    final HeavyKey heavyKey(FeatureBatch batch, int row) {
        HeavyKey key = division.heavyKey(batch.group(row));
        if (key == null) {
            throw new IllegalStateException("Row " + row + " has no heavy key");
        }
        return key;
    }

    /** The piece whose labels are all of a heavy key's. */
    final int shared(HeavyKey key) {
        return division.pieceCount() + key.number();
    }

    /**
     * Writes the pieces of the rows at {@code positions} to {@code pieces[0 .. MOST_PIECES)[row]}, {@link #NONE} where there are
     * fewer. A piece may be named twice.
     */
    abstract void place(FeatureBatch batch, int[] positions, int count, int[][] pieces);

    /** To be called when all rows are placed. */
    void finish() {}

    /** Pieces of which some rows belong to the piece of a range too. */
    BitSet sources(HeavyKey key, int range) {
        return new BitSet();
    }

    /** Keeps those of the rows that were written to {@code source} and belong to the piece of a range too; says how many. */
    int choose(HeavyKey key, int range, int source, FeatureBatch batch, int[] positions, int count) {
        return 0;
    }

    /** Every range reads all rows. */
    private static final class Everywhere extends RowPlacement {
        Everywhere(Division division) {
            super(division);
        }

        @Override
        void place(FeatureBatch batch, int[] positions, int count, int[][] pieces) {
            for (int i = 0; i < count; i++) {
                pieces[0][positions[i]] = shared(heavyKey(batch, positions[i]));
            }
        }
    }
}

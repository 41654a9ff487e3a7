package io.godwit.pitjoin;

import io.godwit.pitjoin.batch.Reservation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which feature rows the labels of a chunk take from one feature table. */
abstract class JoinMatches implements AutoCloseable {
    static final long NO_ROW = -1;

    final FeaturePlan plan;
    private final @Nullable CarriedRows carried;
    private final Reservation charge;

    /** Takes over the carried rows, if there are, and what was charged for the matches. */
    JoinMatches(FeaturePlan plan, @Nullable CarriedRows carried, Reservation charge) {
        this.plan = plan;
        this.carried = carried;
        this.charge = charge;
    }

    /** Rows the label takes; zero or one but for a static table. */
    abstract int count(int label);

    /** The row a take gives to the label; {@code nth} counts among a static table's rows. */
    abstract long rowId(int take, int label, int nth);

    /** How many columns' worth of row ids there are: one per take. */
    abstract int takeCount();

    /** Positions within the join's columns that the take gives. */
    abstract List<Integer> outputs(int take);

    /** The rows carried along, or null when they are to be fetched. */
    @Nullable
    RowBatches carriedRows() {
        return carried == null ? null : carried.rows();
    }

    @Override
    public void close() {
        charge.close();
        if (carried != null) {
            carried.close();
        }
    }
}

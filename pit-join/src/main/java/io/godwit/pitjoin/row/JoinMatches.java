package io.godwit.pitjoin.row;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.Reservation;
import io.godwit.pitjoin.plan.FeaturePlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which feature rows the labels of a chunk take from one feature table. */
public abstract class JoinMatches implements AutoCloseable {
    public static final long NO_ROW = -1;

    public final FeaturePlan plan;
    private final @Nullable HeldRows held;
    private final Reservation charge;

    /** Takes over the rows held, if there are, and what was charged for the matches. */
    public JoinMatches(FeaturePlan plan, @Nullable HeldRows held, Reservation charge) {
        this.plan = plan;
        this.held = held;
        this.charge = charge;
    }

    /** Rows the label takes; zero or one but for a static table. */
    public abstract int count(int label);

    /** The row a take gives to the label; {@code nth} counts among a static table's rows. */
    public abstract long rowId(int take, int label, int nth);

    /** Whether a label may take more than one row. */
    public abstract boolean repeatsLabels();

    /** The rows that a take gives to {@code count} labels, each of which takes at most one. */
    public void copyRowIds(int take, int firstLabel, int count, long[] target) {
        for (int i = 0; i < count; i++) {
            target[i] = rowId(take, firstLabel + i, 0);
        }
    }

    /** The row that a take gives to each label, where that stands in an array already, which nobody may change; else null. */
    public long @Nullable [] rowIds(int take) {
        return null;
    }

    /** How many columns' worth of row ids there are: one per take. */
    public abstract int takeCount();

    /** Positions within the join's columns that the take gives. */
    public abstract List<Integer> outputs(int take);

    /** The rows that hold the take's columns, or null when they are to be fetched. */
    @Nullable
    public RowBatches rows(int take) {
        return held == null ? null : held.rows(take);
    }

    /** Where a feature column stands in {@link #rows}. */
    public int position(int take, int featureColumn) {
        return requireNonNull(held, "held").position(take, featureColumn);
    }

    @Override
    public void close() {
        charge.close();
        if (held != null) {
            held.close();
        }
    }
}

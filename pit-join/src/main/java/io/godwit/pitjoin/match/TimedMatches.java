package io.godwit.pitjoin.match;

import io.godwit.pitjoin.batch.Reservation;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.row.HeldRows;
import io.godwit.pitjoin.row.JoinMatches;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Matches under a condition: per take one row for each label, or none. */
public final class TimedMatches extends JoinMatches {
    private final long[][] rowIds;

    public TimedMatches(FeaturePlan plan, @Nullable HeldRows held, Reservation charge, long[][] rowIds) {
        super(plan, held, charge);
        this.rowIds = rowIds;
    }

    @Override
    public int count(int label) {
        return rowIds[0][label] == NO_ROW ? 0 : 1;
    }

    @Override
    public long rowId(int take, int label, int nth) {
        return rowIds[take][label];
    }

    @Override
    public boolean repeatsLabels() {
        return false;
    }

    @Override
    public void copyRowIds(int take, int firstLabel, int count, long[] target) {
        System.arraycopy(rowIds[take], firstLabel, target, 0, count);
    }

    @Override
    public long[] rowIds(int take) {
        return rowIds[take];
    }

    @Override
    public int takeCount() {
        return rowIds.length;
    }

    @Override
    public List<Integer> outputs(int take) {
        return plan.takes().get(take).outputs();
    }
}

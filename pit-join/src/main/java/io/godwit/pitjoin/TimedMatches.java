package io.godwit.pitjoin;

import io.godwit.pitjoin.batch.Reservation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Matches under a condition: per take one row for each label, or none. */
final class TimedMatches extends JoinMatches {
    private final long[][] rowIds;

    TimedMatches(FeaturePlan plan, @Nullable HeldRows held, Reservation charge, long[][] rowIds) {
        super(plan, held, charge);
        this.rowIds = rowIds;
    }

    @Override
    int count(int label) {
        return rowIds[0][label] == NO_ROW ? 0 : 1;
    }

    @Override
    long rowId(int take, int label, int nth) {
        return rowIds[take][label];
    }

    @Override
    boolean repeatsLabels() {
        return false;
    }

    @Override
    void copyRowIds(int take, int firstLabel, int count, long[] target) {
        System.arraycopy(rowIds[take], firstLabel, target, 0, count);
    }

    @Override
    long[] rowIds(int take) {
        return rowIds[take];
    }

    @Override
    int takeCount() {
        return rowIds.length;
    }

    @Override
    List<Integer> outputs(int take) {
        return plan.takes().get(take).outputs();
    }
}

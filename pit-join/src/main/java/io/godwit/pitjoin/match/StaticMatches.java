package io.godwit.pitjoin.match;

import io.godwit.pitjoin.batch.Reservation;
import io.godwit.pitjoin.label.LabelChunk;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.row.HeldRows;
import io.godwit.pitjoin.row.JoinMatches;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Matches of a table without time: per group of labels all rows with its key, in the source's order. */
public final class StaticMatches extends JoinMatches {
    /** Per label its group, or a negative number. */
    private final int[] groupOf;
    /** Rows of group {@code g} are {@code rowIds[starts[g] .. starts[g + 1])}. */
    private final int[] starts;

    private final long[] rowIds;

    public StaticMatches(
            FeaturePlan plan, @Nullable HeldRows held, Reservation charge, int[] groupOf, int[] starts, long[] rowIds) {
        super(plan, held, charge);
        this.groupOf = groupOf;
        this.starts = starts;
        this.rowIds = rowIds;
    }

    /** Orders pairs of group and row by group; within one they keep their order. */
    static StaticMatches of(
            FeaturePlan plan,
            @Nullable HeldRows held,
            Reservation charge,
            LabelChunk labels,
            int[] groups,
            long[] rows,
            int count) {
        int groupCount = labels.keyIndex(plan).groupCount();
        int[] starts = new int[groupCount + 1];
        for (int i = 0; i < count; i++) {
            starts[groups[i] + 1]++;
        }
        for (int group = 0; group < groupCount; group++) {
            starts[group + 1] += starts[group];
        }
        int[] next = Arrays.copyOf(starts, groupCount);
        long[] rowIds = new long[count];
        for (int i = 0; i < count; i++) {
            rowIds[next[groups[i]]++] = rows[i];
        }
        return new StaticMatches(plan, held, charge, labels.groupOf(plan), starts, rowIds);
    }

    @Override
    public int count(int label) {
        int group = groupOf[label];
        return group < 0 ? 0 : starts[group + 1] - starts[group];
    }

    @Override
    public long rowId(int take, int label, int nth) {
        int group = groupOf[label];
        return group < 0 || nth >= starts[group + 1] - starts[group] ? NO_ROW : rowIds[starts[group] + nth];
    }

    /** The label's group, or a negative number; labels of one group take the same rows. */
    public int group(int label) {
        return groupOf[label];
    }

    @Override
    public boolean repeatsLabels() {
        return true;
    }

    @Override
    public int takeCount() {
        return 1;
    }

    @Override
    public List<Integer> outputs(int take) {
        return IntStream.range(0, plan.join().columns().size()).boxed().toList();
    }
}

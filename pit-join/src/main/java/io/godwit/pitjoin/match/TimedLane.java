package io.godwit.pitjoin.match;

import io.godwit.pitjoin.kernel.MatchKernel;
import io.godwit.pitjoin.label.LabelChunk;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.spec.TimeBound;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Matches batches of features with the labels of a chunk, by one thread at a time. Lanes share the label indexes and have
 * kernels of their own, so that several can work on different batches and be merged at the end.
 */
final class TimedLane {
    private final int eventColumn;
    private final FeatureBatch features;
    private final List<TakeSearch> takes;
    private int[] selected = new int[0];
    private int[] notNull = new int[0];
    private boolean[] kept = new boolean[0];

    TimedLane(FeaturePlan plan, LabelChunk labels, TimeBound anchor) {
        this.eventColumn = anchor.featureColumn();
        this.features = new FeatureBatch(plan, labels.keyIndex(plan));
        this.takes = plan.takes().stream()
                .map(take -> new TakeSearch(take, plan, labels, anchor))
                .toList();
    }

    List<TakeSearch> takes() {
        return takes;
    }

    List<MatchKernel> kernels() {
        return takes.stream().flatMap(take -> take.kernels().stream()).toList();
    }

    /** Matches the rows of a batch and closes it. */
    void matchAndClose(VectorSchemaRoot batch) {
        try (VectorSchemaRoot owned = batch) {
            match(owned);
        }
    }

    /** Matches the rows of a batch; {@link #kept} tells which of them became some label's best so far. */
    void match(VectorSchemaRoot batch) {
        features.load(batch);
        int rowCount = features.rowCount();
        if (selected.length < rowCount) {
            selected = new int[rowCount];
            kept = new boolean[rowCount];
        }
        Arrays.fill(kept, 0, rowCount, false);
        int count = select();
        if (count == 0) {
            return;
        }
        for (TakeSearch take : takes) {
            if (take.notNullColumn() < 0) {
                take.offer(features, selected, count, kept);
            } else {
                int left = selectNotNull(take, count);
                take.offer(features, notNull, left, kept);
            }
        }
    }

    boolean[] kept() {
        return kept;
    }

    long[] rowIds() {
        return features.rowIds();
    }

    /** A null key or event time never matches. */
    private int select() {
        int[] eventNulls = features.nulls(eventColumn);
        int count = 0;
        for (int row = 0; row < features.rowCount(); row++) {
            selected[count] = row;
            count += (features.group(row) | eventNulls[row]) >= 0 ? 1 : 0;
        }
        return count;
    }

    private int selectNotNull(TakeSearch take, int count) {
        notNull = notNull.length < count ? new int[selected.length] : notNull;
        int[] nulls = features.readNulls(take.notNullColumn());
        int left = 0;
        for (int i = 0; i < count; i++) {
            notNull[left] = selected[i];
            left += nulls[selected[i]] == 0 ? 1 : 0;
        }
        return left;
    }

    /** Matches what still waits for its neighbours. */
    void finish() {
        kernels().forEach(MatchKernel::finish);
    }

    /** Adds what another lane over the same labels found. */
    void merge(TimedLane other) {
        List<MatchKernel> mine = kernels();
        List<MatchKernel> theirs = other.kernels();
        for (int kernel = 0; kernel < mine.size(); kernel++) {
            mine.get(kernel).merge(theirs.get(kernel));
        }
    }
}

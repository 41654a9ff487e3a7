package io.godwit.pitjoin;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.kernel.RowSet;
import java.util.Arrays;

/** The pass over a table without time: every row whose key is a label's matches. */
final class StaticPass extends FeaturePass {
    private int[] groups = new int[16];
    private long[] rows = new long[16];
    private int pairCount;

    StaticPass(FeaturePlan plan, ExecutionContext context, LabelChunk labels, FeatureTally tally) {
        super(plan, context, labels, tally);
    }

    @Override
    int select(FeatureBatch features, int[] selected) {
        int count = 0;
        for (int row = 0; row < features.rowCount(); row++) {
            if (features.group(row) >= 0) {
                selected[count++] = row;
            }
        }
        return count;
    }

    @Override
    void offer(FeatureBatch features, int[] selected, int count, boolean[] kept) {
        makeRoom(count);
        for (int i = 0; i < count; i++) {
            groups[pairCount] = features.group(selected[i]);
            rows[pairCount++] = features.rowIds()[selected[i]];
            kept[selected[i]] = true;
        }
    }

    /** Charges twice the room, for the pairs are copied once more when they are put in order. */
    private void makeRoom(int added) {
        int needed = Math.addExact(pairCount, added);
        if (needed > groups.length) {
            int capacity = Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8L, groups.length * 2L));
            charge.resize(2L * capacity * (Integer.BYTES + Long.BYTES));
            groups = Arrays.copyOf(groups, capacity);
            rows = Arrays.copyOf(rows, capacity);
        }
    }

    @Override
    long[] liveRows() {
        RowSet live = new RowSet();
        for (int pair = 0; pair < pairCount; pair++) {
            live.add(rows[pair]);
        }
        return live.toArray();
    }

    @Override
    JoinMatches matches() {
        StaticMatches matches = StaticMatches.of(plan, carried, charge, labels, groups, rows, pairCount);
        for (int label = 0; label < labels.labelCount(); label++) {
            tally.matchedLabels += matches.count(label) > 0 ? 1 : 0;
        }
        return matches;
    }
}

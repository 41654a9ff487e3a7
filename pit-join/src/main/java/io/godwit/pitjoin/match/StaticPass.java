package io.godwit.pitjoin.match;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.kernel.RowSet;
import io.godwit.pitjoin.label.LabelChunk;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.report.FeatureTally;
import io.godwit.pitjoin.row.JoinMatches;
import java.util.Arrays;
import org.apache.arrow.vector.VectorSchemaRoot;

/** The pass over a table without time: every row whose key is a label's matches. */
final class StaticPass extends FeaturePass {
    private final FeatureBatch features;
    private int[] groups = new int[16];
    private long[] rows = new long[16];
    private int pairCount;

    StaticPass(FeaturePlan plan, ExecutionContext context, LabelChunk labels, FeatureTally tally) {
        super(plan, context, labels, tally);
        this.features = new FeatureBatch(plan, labels.keyIndex(plan));
    }

    @Override
    void match(VectorSchemaRoot batch) {
        try (VectorSchemaRoot owned = batch) {
            features.load(owned);
            makeRoom(features.rowCount());
            boolean[] matched = new boolean[features.rowCount()];
            long[] rowIds = features.rowIds();
            for (int row = 0; row < matched.length; row++) {
                if (features.group(row) >= 0) {
                    groups[pairCount] = features.group(row);
                    rows[pairCount++] = rowIds[row];
                    matched[row] = true;
                }
            }
            if (carried != null) {
                carried.add(owned, rowIds, matched);
            }
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

package io.godwit.pitjoin;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Reservation;
import java.util.Arrays;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** One pass over the keys and times of a feature table, matching them with one chunk of labels. */
abstract class FeaturePass {
    final FeaturePlan plan;
    final ExecutionContext context;
    final LabelChunk labels;
    final FeatureTally tally;
    /** What grows with the features: pairs of a static table, open ties. */
    final Reservation charge;

    final @Nullable CarriedRows carried;

    private int[] selected = new int[0];
    private boolean[] kept = new boolean[0];

    FeaturePass(FeaturePlan plan, ExecutionContext context, LabelChunk labels, FeatureTally tally) {
        this.plan = plan;
        this.context = context;
        this.labels = labels;
        this.tally = tally;
        this.charge =
                new Reservation(context.memory(), "the rows of " + plan.join().name() + " that match");
        this.carried = plan.join().source().canFetch() ? null : new CarriedRows(context, this::liveRows);
    }

    static FeaturePass of(FeaturePlan plan, ExecutionContext context, LabelChunk labels, FeatureTally tally) {
        TimeBound anchor = plan.anchor();
        return anchor == null
                ? new StaticPass(plan, context, labels, tally)
                : new TimedPass(plan, context, labels, tally, anchor);
    }

    /** Runs the pass. The caller closes the matches. */
    final JoinMatches run() {
        try {
            readAll();
            return matches();
        } catch (RuntimeException | Error e) {
            charge.close();
            if (carried != null) {
                carried.close();
            }
            throw e;
        }
    }

    private void readAll() {
        LabelBounds bounds = BoundsOfLabels.derive(plan, labels);
        if (bounds.matchesNothing()) {
            return;
        }
        try (BatchStream stream = plan.join().source().read(context, plan.readColumns(), bounds)) {
            FeatureBatch features = new FeatureBatch(plan, labels.keyIndex(plan));
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                try (VectorSchemaRoot owned = batch) {
                    context.cancellation().check();
                    features.load(owned);
                    match(features, owned);
                }
            }
        }
    }

    private void match(FeatureBatch features, VectorSchemaRoot batch) {
        int rowCount = features.rowCount();
        tally.rowsRead += rowCount;
        if (selected.length < rowCount) {
            selected = new int[rowCount];
            kept = new boolean[rowCount];
        }
        int count = select(features, selected);
        if (count == 0) {
            return;
        }
        Arrays.fill(kept, 0, rowCount, false);
        offer(features, selected, count, kept);
        if (carried != null) {
            carried.add(batch, features.rowIds(), kept);
        }
    }

    /** Writes the positions of rows that have a group, and may match, to {@code selected} and says how many. */
    abstract int select(FeatureBatch features, int[] selected);

    /** Matches the selected rows, and marks those that have to be kept. */
    abstract void offer(FeatureBatch features, int[] selected, int count, boolean[] kept);

    /** All rows, ascending, that may still be matches. */
    abstract long[] liveRows();

    /** The matches, when all rows have been offered. */
    abstract JoinMatches matches();
}

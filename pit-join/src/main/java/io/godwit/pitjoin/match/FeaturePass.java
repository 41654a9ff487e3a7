package io.godwit.pitjoin.match;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Reservation;
import io.godwit.pitjoin.label.BoundsOfLabels;
import io.godwit.pitjoin.label.LabelChunk;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.report.FeatureTally;
import io.godwit.pitjoin.row.CarriedRows;
import io.godwit.pitjoin.row.JoinMatches;
import io.godwit.pitjoin.spec.LabelBounds;
import io.godwit.pitjoin.spec.TimeBound;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** One pass over the keys and times of a feature table, matching them with one chunk of labels. */
public abstract class FeaturePass {
    final FeaturePlan plan;
    final ExecutionContext context;
    final LabelChunk labels;
    final FeatureTally tally;
    /** What grows with the features: pairs of a static table, open ties. */
    final Reservation charge;

    final @Nullable CarriedRows carried;

    FeaturePass(FeaturePlan plan, ExecutionContext context, LabelChunk labels, FeatureTally tally) {
        this.plan = plan;
        this.context = context;
        this.labels = labels;
        this.tally = tally;
        this.charge =
                new Reservation(context.memory(), "the rows of " + plan.join().name() + " that match");
        this.carried = plan.join().source().canFetch() ? null : new CarriedRows(context, plan, this::liveRows);
    }

    public static FeaturePass of(FeaturePlan plan, ExecutionContext context, LabelChunk labels, FeatureTally tally) {
        TimeBound anchor = plan.anchor();
        return anchor == null
                ? new StaticPass(plan, context, labels, tally)
                : new TimedPass(plan, context, labels, tally, anchor);
    }

    /** Runs the pass. The caller closes the matches. */
    public final JoinMatches run() {
        try {
            readAll();
            return matches();
        } catch (RuntimeException | Error e) {
            abandon();
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
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                tally.rowsRead += batch.getRowCount();
                match(batch);
                context.cancellation().check();
            }
        }
    }

    /** Matches the rows of a batch, and closes it. */
    abstract void match(VectorSchemaRoot batch);

    /** All rows, ascending, that may still be matches. */
    abstract long[] liveRows();

    /** The matches, when all rows have been offered. */
    abstract JoinMatches matches();

    /** Stops whatever is still at work for this pass. */
    void abandon() {}
}

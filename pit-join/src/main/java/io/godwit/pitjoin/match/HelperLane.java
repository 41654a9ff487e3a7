package io.godwit.pitjoin.match;

import io.godwit.pitjoin.batch.Errand;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.label.ChunkBudget;
import io.godwit.pitjoin.label.LabelChunk;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.spec.TimeBound;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * A second lane, that matches one batch at a time on a scan worker while the driver goes on with the next.
 *
 * <p>The driver never waits for a worker to become free: a batch no worker has begun with is taken back and matched by the
 * driver itself. All methods are called by the driver.
 */
final class HelperLane implements AutoCloseable {
    private final ExecutionContext context;
    private final TimedLane lane;
    private final long reservedBytes;
    private @Nullable Errand work;

    private HelperLane(ExecutionContext context, TimedLane lane, long reservedBytes) {
        this.context = context;
        this.lane = lane;
        this.reservedBytes = reservedBytes;
    }

    /** A helper, or null when memory does not allow for one. */
    static @Nullable HelperLane open(ExecutionContext context, FeaturePlan plan, LabelChunk labels, TimeBound anchor) {
        long bytes = labels.labelCount() * ChunkBudget.kernelBytesPerLabel(plan);
        return context.memory().tryReserve(bytes)
                ? new HelperLane(context, new TimedLane(plan, labels, anchor), bytes)
                : null;
    }

    /** Whether the batch handed over last is done; fails if matching it did. */
    boolean isIdle() {
        if (work != null && work.isDone()) {
            finish();
        }
        return work == null;
    }

    /** Takes over a batch; only when idle. */
    void start(VectorSchemaRoot batch) {
        start(() -> lane.matchAndClose(batch));
    }

    /** Begins to match what waits in the lane, after the last batch. */
    void startFinish() {
        finish();
        start(lane::finish);
    }

    private void start(Runnable task) {
        work = Errand.start(context, task);
    }

    /** Waits until the lane is idle, working itself if no worker has begun. */
    TimedLane finish() {
        if (work != null) {
            Errand last = work;
            work = null;
            last.finish();
        }
        return lane;
    }

    @Override
    public void close() {
        try {
            finish();
        } finally {
            context.memory().release(reservedBytes);
        }
    }
}

package io.godwit.pitjoin.label;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Reservation;
import io.godwit.pitjoin.kernel.BoxIndex;
import io.godwit.pitjoin.kernel.BoxKernel;
import io.godwit.pitjoin.kernel.Groups;
import io.godwit.pitjoin.kernel.SlotIndex;
import io.godwit.pitjoin.kernel.SlotKernel;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.plan.LabelTime;
import io.godwit.pitjoin.plan.SearchPlan;
import io.godwit.pitjoin.plan.TakePlan;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Decides how many labels one chunk may have, and holds their reservation.
 *
 * <p>A chunk takes at most half of what the query has left, so that a join below or above it in the same query gets its
 * share too; but never less than a few labels, or the query could not go on.
 */
public final class ChunkBudget implements AutoCloseable {
    private static final int SHARE = 2;
    /** A guess at what one key costs in an index of keys. */
    private static final int KEY_BYTES = 48;

    private static final int MIN_LABELS = 1_024;

    private final Reservation reservation;
    private final long bytesPerLabel;
    private final long heapLimit;
    private final long bufferLimit;
    private long heldBuffers;

    public ChunkBudget(ExecutionContext context, List<FeaturePlan> plans) {
        this.reservation = new Reservation(context.memory(), "the labels of a point-in-time join");
        this.bytesPerLabel = bytesPerLabel(plans);
        this.heapLimit = (context.memory().limitBytes() - context.memory().heldBytes()) / SHARE;
        this.bufferLimit = context.allocator().getHeadroom() / (2 * SHARE);
    }

    /**
     * About how many labels a chunk may have.
     *
     * @param bufferBytes what a label takes in Arrow buffers
     */
    public static long mostLabels(ExecutionContext context, List<FeaturePlan> plans, double bufferBytes) {
        try (ChunkBudget empty = new ChunkBudget(context, plans)) {
            return Math.max(MIN_LABELS, Math.min(empty.room(), (long) (empty.bufferLimit / Math.max(1, bufferBytes))));
        }
    }

    /** What a label costs at the peak: indexes and matches of all tables, the kernels of the table in turn. */
    static long bytesPerLabel(List<FeaturePlan> plans) {
        long shared = 0;
        long kernels = 0;
        Set<Object> counted = new HashSet<>();
        for (FeaturePlan plan : plans) {
            if (counted.add(List.of(plan.labelKeyColumns(), plan.labelKeys()))) {
                shared += KEY_BYTES + Integer.BYTES + Groups.bytesFor(1, 1);
            }
            for (LabelTime time : plan.labelTimes()) {
                shared += counted.add(time) ? Long.BYTES + Integer.BYTES : 0;
            }
            for (TakePlan take : plan.takes()) {
                for (SearchPlan search : FeaturePlan.searches(take)) {
                    Object index = List.of(plan.labelKeyColumns(), search.dimensions(), search.earliest());
                    shared += counted.add(index) ? indexBytes(search) : 0;
                }
            }
            kernels = Math.max(kernels, kernelBytesPerLabel(plan));
            shared += 2L * Long.BYTES * Math.max(1, plan.takes().size());
        }
        return shared + kernels;
    }

    /** What the kernels of one table cost per label. */
    public static long kernelBytesPerLabel(FeaturePlan plan) {
        return plan.takes().stream()
                .flatMap(take -> FeaturePlan.searches(take).stream())
                .mapToLong(search -> kernelBytes(search, plan.isCarried()))
                .sum();
    }

    private static long indexBytes(SearchPlan search) {
        return search.hasSlots()
                ? SlotIndex.bytesFor(1, 1)
                : BoxIndex.bytesFor(1, search.dimensions().size());
    }

    private static long kernelBytes(SearchPlan search, boolean isCarried) {
        return search.hasSlots()
                ? SlotKernel.bytesFor(1, search.ingestionColumn().isPresent(), search.traits(isCarried))
                : BoxKernel.bytesFor(1);
    }

    /** How many more labels the chunk may take; at least a few, if it has none yet. */
    int room() {
        if (heldBuffers > bufferLimit) {
            return 0;
        }
        long room = (heapLimit - reservation.heldBytes()) / bytesPerLabel;
        return (int) Math.min(Integer.MAX_VALUE, reservation.heldBytes() == 0 ? Math.max(MIN_LABELS, room) : room);
    }

    /** Charges a batch of labels that the chunk takes over. */
    void add(VectorSchemaRoot batch) {
        reservation.resize(reservation.heldBytes() + batch.getRowCount() * bytesPerLabel);
        heldBuffers += batch.getFieldVectors().stream()
                .mapToLong(vector -> vector.getBufferSize())
                .sum();
    }

    @Override
    public void close() {
        reservation.close();
    }
}

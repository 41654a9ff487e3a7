package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.row.RowSizes;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** How many labels of a join that spills are put out at a time. */
final class OutputWindows {
    private static final int FEWEST_LABELS = 1_024;
    /** Per take: a row id as it is read back, one in the cursor, a location; the other half for finding them. */
    private static final int TAKE_BYTES = 6 * Long.BYTES;

    private static final int LABEL_BYTES = 2 * Integer.BYTES;
    /** Of what the query has left. */
    private static final int SHARE = 2;

    private OutputWindows() {}

    static int labels(ExecutionContext context, Schema output, List<FeaturePlan> plans) {
        long takes = plans.stream()
                .mapToLong(plan -> Math.max(1, plan.takes().size()))
                .sum();
        long free = context.memory().limitBytes() - context.memory().heldBytes();
        long onHeap = free / SHARE / (LABEL_BYTES + takes * TAKE_BYTES);
        long inBuffers = new RowSizes(output, context.allocator()).windowRows();
        return (int) Math.max(FEWEST_LABELS, Math.min(Integer.MAX_VALUE, Math.min(onHeap, inBuffers)));
    }
}

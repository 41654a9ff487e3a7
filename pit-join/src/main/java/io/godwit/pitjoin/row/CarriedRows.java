package io.godwit.pitjoin.row;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.gather.GatherRows;
import io.godwit.pitjoin.gather.RowLocations;
import io.godwit.pitjoin.plan.FeaturePlan;
import java.util.function.Supplier;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Rows of a source that cannot fetch: whatever may still become a match is carried along. Rows that something better has
 * replaced since are thrown out when they outnumber the others, so that memory follows the labels, not the features.
 */
public final class CarriedRows implements HeldRows {
    private static final int BATCH_ROWS = 65_536;
    private static final int MANY_BATCHES = 512;

    private final ExecutionContext context;
    private final FeaturePlan plan;
    private final Supplier<long[]> liveRows;
    private RowBatches rows = new RowBatches();
    private int compactAt = BATCH_ROWS;

    /** @param liveRows the ids, ascending, of all rows that may still become a match */
    public CarriedRows(ExecutionContext context, FeaturePlan plan, Supplier<long[]> liveRows) {
        this.context = context;
        this.plan = plan;
        this.liveRows = liveRows;
    }

    public RowBatches rows() {
        return rows;
    }

    @Override
    public RowBatches rows(int take) {
        return rows;
    }

    @Override
    public int position(int take, int featureColumn) {
        return plan.readColumns().indexOf(featureColumn);
    }

    /** Copies the rows of the batch that are marked. */
    public void add(VectorSchemaRoot batch, long[] rowIds, boolean[] marked) {
        long[] locations = new long[batch.getRowCount()];
        long[] keptIds = new long[batch.getRowCount()];
        int kept = 0;
        for (int row = 0; row < batch.getRowCount(); row++) {
            if (marked[row]) {
                keptIds[kept] = rowIds[row];
                locations[kept++] = RowLocations.of(0, row);
            }
        }
        if (kept > 0) {
            rows.add(GatherRows.gather(batch, locations, kept, context.allocator()), keptIds, 0);
            if (rows.rowCount() > compactAt || rows.batchCount() > MANY_BATCHES) {
                compact();
            }
        }
    }

    private void compact() {
        RowBatches compacted = new RowBatches();
        try {
            rows.copyTo(compacted, liveRows.get(), context.allocator(), BATCH_ROWS);
        } catch (RuntimeException | Error e) {
            compacted.close();
            throw e;
        }
        rows.close();
        rows = compacted;
        compactAt = Math.max(BATCH_ROWS, 2 * rows.rowCount());
    }

    @Override
    public void close() {
        rows.close();
    }
}

package io.godwit.pitjoin.match;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.gather.RowEncoding;
import io.godwit.pitjoin.kernel.RowOrder;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.row.CarriedRows;
import io.godwit.pitjoin.row.FetchedRows;
import io.godwit.pitjoin.row.RowBatches;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** Orders rows that are equal in times and sequence number by the values of the join's columns. */
final class TieBreaker {
    private static final int BATCH_ROWS = 65_536;

    private final FeaturePlan plan;
    private final ExecutionContext context;
    private final @Nullable CarriedRows carried;

    TieBreaker(FeaturePlan plan, ExecutionContext context, @Nullable CarriedRows carried) {
        this.plan = plan;
        this.context = context;
        this.carried = carried;
    }

    RowOrder order(long[] ascendingIds) {
        byte[][] encodings = new byte[ascendingIds.length][0];
        if (!plan.join().columns().isEmpty()) {
            try (RowBatches rows = read(ascendingIds)) {
                encode(rows, encodings);
            }
        }
        return new RowOrder(ascendingIds, encodings);
    }

    private RowBatches read(long[] ids) {
        if (carried == null) {
            return FetchedRows.fetch(plan.join(), context, ids, plan.join().columns());
        }
        RowBatches copy = new RowBatches();
        try {
            carried.rows().copyTo(copy, ids, context.allocator(), BATCH_ROWS);
            return copy;
        } catch (RuntimeException | Error e) {
            copy.close();
            throw e;
        }
    }

    private void encode(RowBatches rows, byte[][] encodings) {
        RowEncoding encoding = new RowEncoding();
        List<List<FieldVector>> columns = IntStream.range(
                        0, plan.join().columns().size())
                .mapToObj(output -> rows.column(position(output)))
                .toList();
        int next = 0;
        for (int batch = 0; batch < rows.batchCount(); batch++) {
            int current = batch;
            List<FieldVector> vectors =
                    columns.stream().map(column -> column.get(current)).toList();
            for (int row = 0; row < rows.batchRows(batch); row++) {
                encodings[next++] = encoding.encode(vectors, row);
            }
        }
    }

    /** Where an output column stands: fetched rows have just these, carried ones all that was read. */
    private int position(int output) {
        return carried == null
                ? output
                : plan.readColumns().indexOf(plan.join().columns().get(output));
    }
}

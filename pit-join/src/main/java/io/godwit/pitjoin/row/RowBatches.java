package io.godwit.pitjoin.row;

import io.godwit.pitjoin.batch.Errand;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.gather.GatherRows;
import io.godwit.pitjoin.gather.RowLocations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Feature rows in memory, ascending by row id, found by it. Owns its batches. */
public final class RowBatches implements AutoCloseable {
    /** Fewer are located before a helper is awake. */
    private static final int IDS_BEFORE_HELP = 16_384;

    private final List<VectorSchemaRoot> batches = new ArrayList<>();
    /** First position of each batch. */
    private final List<Integer> starts = new ArrayList<>();

    private long[] rowIds = new long[0];
    private int rowCount;

    /** Takes over a batch; its ids are greater than all before. */
    public void add(VectorSchemaRoot batch, long[] batchRowIds, int from) {
        int added = batch.getRowCount();
        batches.add(batch);
        starts.add(rowCount);
        if (rowIds.length < rowCount + added) {
            rowIds = Arrays.copyOf(rowIds, Math.max(rowCount + added, rowIds.length + (rowIds.length >> 1)));
        }
        System.arraycopy(batchRowIds, from, rowIds, rowCount, added);
        rowCount += added;
    }

    int rowCount() {
        return rowCount;
    }

    public int batchCount() {
        return batches.size();
    }

    public int batchRows(int batch) {
        return batches.get(batch).getRowCount();
    }

    /** The column in each batch. */
    public List<FieldVector> column(int column) {
        return batches.stream().map(batch -> batch.getVector(column)).toList();
    }

    /** Puts, for every row id, where it stands; a negative id stands nowhere. */
    public void locate(long[] ids, int count, long[] locations) {
        locate(ids, 0, count, DistinctRows.of(rowIds, rowCount), locations(), locations);
    }

    /** {@link #locate(long[], int, long[])} for one who knows that these rows are {@code distinct}, with workers' help. */
    public void locate(ExecutionContext context, long[] ids, int count, DistinctRows distinct, long[] locations) {
        long[] locationOf = locations();
        Errand.inRanges(
                context, count, IDS_BEFORE_HELP, (from, to) -> locate(ids, from, to, distinct, locationOf, locations));
    }

    private static void locate(
            long[] ids, int from, int to, DistinctRows distinct, long[] locationOf, long[] locations) {
        for (int i = from; i < to; i++) {
            locations[i] = ids[i] < 0 ? RowLocations.NONE : locationOf[distinct.positionOf(ids[i])];
        }
    }

    private long[] locations() {
        long[] locationOf = new long[rowCount];
        for (int batch = 0; batch < batches.size(); batch++) {
            int start = starts.get(batch);
            int rows = batches.get(batch).getRowCount();
            for (int row = 0; row < rows; row++) {
                locationOf[start + row] = RowLocations.of(batch, row);
            }
        }
        return locationOf;
    }

    /** Copies the rows with these ids, ascending, to {@code target}. */
    public void copyTo(RowBatches target, long[] ids, BufferAllocator allocator, int batchRows) {
        long[] locations = new long[ids.length];
        locate(ids, ids.length, locations);
        for (int from = 0; from < ids.length; from += batchRows) {
            int count = Math.min(batchRows, ids.length - from);
            VectorSchemaRoot copy =
                    GatherRows.gather(batches.get(0).getSchema(), this::column, locations, from, count, allocator);
            target.add(copy, ids, from);
        }
    }

    @Override
    public void close() {
        batches.forEach(VectorSchemaRoot::close);
        batches.clear();
        starts.clear();
        rowCount = 0;
    }
}

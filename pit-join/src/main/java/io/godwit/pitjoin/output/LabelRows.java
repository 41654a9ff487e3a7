package io.godwit.pitjoin.output;

import io.godwit.pitjoin.gather.GatherRows;
import io.godwit.pitjoin.gather.RowLocations;
import io.godwit.pitjoin.row.SharedColumns;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * The labels' own columns in the output. Where every label comes out once, a batch of output shares the buffers of a large
 * batch of labels; otherwise rows are copied. Several threads may ask.
 */
final class LabelRows {
    /** Sharing smaller pieces would cut the output too small. */
    private static final int MIN_SHARED_ROWS = 4_096;

    private final BufferAllocator allocator;
    private final List<VectorSchemaRoot> batches;
    private final boolean eachOnce;
    /** First label of each batch. */
    private final int[] starts;

    LabelRows(BufferAllocator allocator, List<VectorSchemaRoot> batches, boolean eachOnce) {
        this.allocator = allocator;
        this.batches = batches;
        this.eachOnce = eachOnce;
        this.starts = new int[batches.size()];
        for (int batch = 1; batch < starts.length; batch++) {
            starts[batch] = starts[batch - 1] + batches.get(batch - 1).getRowCount();
        }
    }

    /** How many of the {@code count} rows the next batch of output should have. */
    int cut(int[] labels, int from, int count) {
        int left = leftInBatch(labels[from]);
        return eachOnce && left >= MIN_SHARED_ROWS ? Math.min(left, count) : count;
    }

    /** Rows from the label to the end of its batch. */
    private int leftInBatch(int label) {
        int batch = batchOf(label);
        return starts[batch] + batches.get(batch).getRowCount() - label;
    }

    private int batchOf(int label) {
        int found = Arrays.binarySearch(starts, label);
        return from(found < 0 ? -found - 2 : found, label);
    }

    /** The label's batch, which is this one or behind it; batches may be empty. */
    private int from(int batch, int label) {
        int at = batch;
        while (label - starts[at] >= batches.get(at).getRowCount()) {
            at++;
        }
        return at;
    }

    /** Adds the label columns of {@code labels[from .. from + count)}, which ascend, to {@code target}. */
    void copy(int[] labels, int from, int count, List<Integer> columns, List<FieldVector> target) {
        if (eachOnce && leftInBatch(labels[from]) >= count) {
            int batch = batchOf(labels[from]);
            SharedColumns.add(batches.get(batch), columns, labels[from] - starts[batch], count, target);
            return;
        }
        long[] locations = new long[count];
        int batch = batchOf(labels[from]);
        for (int i = 0; i < count; i++) {
            batch = from(batch, labels[from + i]);
            locations[i] = RowLocations.of(batch, labels[from + i] - starts[batch]);
        }
        for (int column : columns) {
            List<FieldVector> sources =
                    batches.stream().map(source -> source.getVector(column)).toList();
            FieldVector copy = sources.get(0).getField().createVector(allocator);
            target.add(copy);
            GatherRows.gather(sources, locations, 0, count, copy);
        }
    }
}

package io.godwit.pitjoin;

import io.godwit.pitjoin.gather.GatherRows;
import io.godwit.pitjoin.gather.RowLocations;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.util.TransferPair;

/**
 * The labels' own columns in the output. Where every label comes out once, a batch of output shares the buffers of a large
 * batch of labels; otherwise rows are copied. Asked for ascending labels.
 */
final class LabelRows {
    /** Sharing smaller pieces would cut the output too small. */
    private static final int MIN_SHARED_ROWS = 4_096;

    private final BufferAllocator allocator;
    private final List<VectorSchemaRoot> batches;
    private final boolean eachOnce;
    private int batch;
    private int firstLabel;

    LabelRows(BufferAllocator allocator, List<VectorSchemaRoot> batches, boolean eachOnce) {
        this.allocator = allocator;
        this.batches = batches;
        this.eachOnce = eachOnce;
    }

    /** How many of the {@code count} rows the next batch of output should have. */
    int cut(int[] labels, int from, int count) {
        int left = leftInBatch(labels[from]);
        return eachOnce && left >= MIN_SHARED_ROWS ? Math.min(left, count) : count;
    }

    /** Rows from the label to the end of its batch. */
    private int leftInBatch(int label) {
        moveTo(label);
        return firstLabel + batches.get(batch).getRowCount() - label;
    }

    private void moveTo(int label) {
        while (label - firstLabel >= batches.get(batch).getRowCount()) {
            firstLabel += batches.get(batch++).getRowCount();
        }
    }

    /** Adds the label columns of {@code labels[from .. from + count)} to {@code target}. */
    void copy(int[] labels, int from, int count, List<Integer> columns, List<FieldVector> target) {
        if (eachOnce && leftInBatch(labels[from]) >= count) {
            columns.forEach(column -> target.add(share(column, labels[from] - firstLabel, count)));
            return;
        }
        long[] locations = new long[count];
        for (int i = 0; i < count; i++) {
            moveTo(labels[from + i]);
            locations[i] = RowLocations.of(batch, labels[from + i] - firstLabel);
        }
        for (int column : columns) {
            List<FieldVector> sources =
                    batches.stream().map(source -> source.getVector(column)).toList();
            FieldVector copy = sources.get(0).getField().createVector(allocator);
            target.add(copy);
            GatherRows.gather(sources, locations, 0, count, copy);
        }
    }

    private FieldVector share(int column, int row, int count) {
        FieldVector vector = batches.get(batch).getVector(column);
        TransferPair pair = vector.getTransferPair(vector.getAllocator());
        pair.splitAndTransfer(row, count);
        return (FieldVector) pair.getTo();
    }
}

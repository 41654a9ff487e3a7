package io.godwit.planner.scan.parquet;

import io.godwit.pitjoin.batch.VectorSlices;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.util.VectorBatchAppender;

/** Selected rows of a column that come out of its blocks one after the other, until they are taken as one vector. */
final class BlockRows implements AutoCloseable {
    private final SelectedRows rows;
    private final BufferAllocator allocator;
    private final List<FieldVector> pieces = new ArrayList<>();
    private int taken;

    BlockRows(SelectedRows rows, BufferAllocator allocator) {
        this.rows = rows;
        this.allocator = allocator;
    }

    boolean areComplete() {
        return taken == rows.count();
    }

    /** The first row not taken yet. */
    long nextRow() {
        return rows.first() + rows.offset(taken);
    }

    /**
     * Takes what is in a block that holds the next row: stretches uncopied, single rows by copying.
     *
     * @param block handed over
     * @param start its first row
     */
    void takeFrom(FieldVector block, int start) {
        int end = rows.indexOf(start + block.getValueCount() - rows.first(), taken);
        int shift = (int) (rows.first() - start);
        if (rows.isContiguous() && end - taken == block.getValueCount()) {
            pieces.add(block);
        } else {
            try (block) {
                pieces.add(rows.isContiguous() ? stretch(block, shift, end) : gathered(block, shift, end));
            }
        }
        taken = end;
    }

    private FieldVector stretch(FieldVector block, int shift, int end) {
        return VectorSlices.slice(block, shift + taken, end - taken, allocator);
    }

    private FieldVector gathered(FieldVector block, int shift, int end) {
        int[] wanted = new int[end - taken];
        for (int i = taken; i < end; i++) {
            wanted[i - taken] = shift + rows.offset(i);
        }
        return GatherRows.gather(block, wanted, wanted.length, allocator);
    }

    /** The rows taken, which the caller closes. */
    FieldVector take(Field field) {
        if (pieces.size() == 1) {
            return pieces.remove(0);
        }
        FieldVector joined = field.createVector(allocator);
        try {
            joined.allocateNew();
            VectorBatchAppender.batchAppend(joined, pieces.toArray(FieldVector[]::new));
            return joined;
        } catch (RuntimeException e) {
            joined.close();
            throw e;
        }
    }

    @Override
    public void close() {
        pieces.forEach(FieldVector::close);
        pieces.clear();
    }
}

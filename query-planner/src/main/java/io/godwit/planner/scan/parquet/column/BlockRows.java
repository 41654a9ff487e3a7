package io.godwit.planner.scan.parquet.column;

import io.godwit.pitjoin.batch.VectorSlices;
import io.godwit.planner.scan.parquet.encoding.FixedWidthRows;
import io.godwit.planner.scan.parquet.encoding.GatherRows;
import io.godwit.planner.scan.parquet.file.SelectedRows;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.util.VectorBatchAppender;
import org.jspecify.annotations.Nullable;

/** Selected rows of a column that come out of its blocks one after the other, until they are taken as one vector. */
final class BlockRows implements AutoCloseable {
    private final SelectedRows rows;
    private final BufferAllocator allocator;
    private final List<FieldVector> pieces = new ArrayList<>();
    private @Nullable FixedWidthRows fixed;
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
                if (rows.isContiguous()) {
                    pieces.add(VectorSlices.slice(block, shift + taken, end - taken, allocator));
                } else {
                    copy(block, shift, end);
                }
            }
        }
        taken = end;
    }

    private void copy(FieldVector block, int shift, int end) {
        if (FixedWidthRows.canHold(block)) {
            fixed(block).add(block, shift, rows.offsets(), taken, end - taken);
            return;
        }
        int[] wanted = new int[end - taken];
        for (int i = taken; i < end; i++) {
            wanted[i - taken] = shift + rows.offset(i);
        }
        pieces.add(GatherRows.gather(block, wanted, wanted.length, allocator));
    }

    private FixedWidthRows fixed(FieldVector block) {
        FixedWidthRows found = fixed;
        if (found == null) {
            found = new FixedWidthRows(((BaseFixedWidthVector) block).getTypeWidth(), rows.count(), allocator);
            fixed = found;
        }
        return found;
    }

    /** The rows taken, which the caller closes. */
    FieldVector take(Field field) {
        if (fixed != null) {
            return fixed.take(field);
        }
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
        if (fixed != null) {
            fixed.close();
        }
    }
}

package io.godwit.planner.scan.parquet;

import io.godwit.planner.scan.cache.CachedChunk;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.util.VectorBatchAppender;
import org.jspecify.annotations.Nullable;

/** Takes rows out of a cached column chunk: whole blocks and stretches of them without copying values, single rows by copying. */
final class CachedRows {
    private final CachedChunk chunk;
    private final Field field;
    private final BufferAllocator allocator;

    CachedRows(CachedChunk chunk, Field field, BufferAllocator allocator) {
        this.chunk = chunk;
        this.field = field;
        this.allocator = allocator;
    }

    /** The rows, which the caller closes, or null if the cache has given the chunk up. */
    @Nullable
    FieldVector read(SelectedRows rows) {
        List<FieldVector> pieces = new ArrayList<>();
        try {
            int taken = 0;
            while (taken < rows.count()) {
                int block = chunk.blockOf(rows.first() + rows.offset(taken));
                int behind = rows.indexOf(chunk.end(block) - rows.first(), taken);
                FieldVector piece = piece(block, rows, taken, behind);
                if (piece == null) {
                    return null;
                }
                pieces.add(piece);
                taken = behind;
            }
            return pieces.size() == 1 ? pieces.remove(0) : joined(pieces);
        } finally {
            pieces.forEach(FieldVector::close);
        }
    }

    /** Those of the rows whose index is at least {@code from} and below {@code to}: all are in the block. */
    private @Nullable FieldVector piece(int block, SelectedRows rows, int from, int to) {
        FieldVector all = chunk.vector(block, field, allocator);
        if (all == null) {
            return null;
        }
        int shift = (int) (rows.first() - chunk.start(block));
        if (rows.isContiguous()) {
            return stretch(all, shift + from, to - from);
        }
        int[] wanted = new int[to - from];
        for (int i = from; i < to; i++) {
            wanted[i - from] = shift + rows.offset(i);
        }
        try (all) {
            return GatherRows.gather(all, wanted, wanted.length, allocator);
        }
    }

    private FieldVector stretch(FieldVector all, int from, int count) {
        if (count == all.getValueCount()) {
            return all;
        }
        try (all) {
            return VectorSlices.slice(all, from, count, allocator);
        }
    }

    private FieldVector joined(List<FieldVector> pieces) {
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
}
